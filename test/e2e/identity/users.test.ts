import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { useOwnService, useService } from '../../support/service.js';
import { databaseOf, outcomeOf } from './people.js';

const users = '/api/v1/users';
const pathOf = ({ id }: { id: number }) => `${users}/${id}`;

describe('administration of accounts:', () => {
  const service = useService();
  let token = '';
  before(async () => {
    token = await service().tokenAs('admin');
  });
  const call = (method: string, path: string, body?: object, headers = {}) =>
    service().call(method, path, { token, headers, ...(body && { body }) });

  it('GET: returns the account with its ETag, no-store and no hash', async () => {
    const user = await service().user();
    const { status, body, headers, text } = await call('GET', pathOf(user));
    expect(status).to.equal(200);
    expect(body).to.include({ id: user.id, email: user.email, role: 'user', active: true });
    expect([headers.get('etag'), headers.get('cache-control')]).to.deep.equal(['"1"', 'no-store']);
    expect(text).to.not.match(/argon2|passwordHash|tokenVersion/);
  });

  it('PATCH with a role, a state or a name: changes that and nothing else', async () => {
    for (const change of [{ role: 'moderator' }, { active: false }, { visibleName: 'Changed by an admin' }]) {
      const path = pathOf(await service().user());
      const before = (await call('GET', path)).body;
      const { status, body, headers } = await call('PATCH', path, change);
      expect([status, headers.get('etag')]).to.deep.equal([200, '"2"']);
      expect(body).to.deep.equal({ ...before, ...change, updatedAt: body.updatedAt });
    }
  });

  it('PATCH or DELETE with a taken name, an invalid role or a stale ETag: is rejected and changes nothing', async () => {
    const { visibleName } = await service().user({ visibleName: 'Taken Name' });
    const path = pathOf(await service().user());
    const before = (await call('GET', path)).body;
    const stale = { 'if-match': '"2"' };
    for (const [method, body, headers, status, code] of [
      ['PATCH', { visibleName: visibleName.toUpperCase() }, {}, 409, 'visible-name-taken'],
      ['PATCH', { role: 'guest' }, {}, 422, 'validation-failed'],
      ['PATCH', { visibleName: 'Never seen' }, stale, 412, 'precondition-failed'],
      ['DELETE', undefined, stale, 412, 'precondition-failed'],
    ] as const)
      expect(outcomeOf(await call(method, path, body, headers))).to.deep.equal([status, code]);
    expect((await call('GET', path)).body).to.deep.equal(before);
  });

  it('DELETE: removes the account; that and any unknown id: return 404 from then on', async () => {
    const path = pathOf(await service().user());
    expect((await call('DELETE', path, undefined, { 'if-match': '"1"' })).status).to.equal(204);
    for (const gone of [path, `${users}/2147483648`, `${users}/%00`])
      for (const method of ['GET', 'DELETE'])
        expect(outcomeOf(await call(method, gone)), gone).to.deep.equal([404, 'not-found']);
  });
});

describe('the list of accounts:', () => {
  // Its own, since it lists all accounts.
  const service = useOwnService();
  let token = '';
  const read = (query: string) => service().call('GET', `${users}?${query}`, { token });
  const names = async (query: string): Promise<string[]> =>
    (await read(query)).body.items.map(({ visibleName }: { visibleName: string }) => visibleName);

  before(async () => {
    const admin = await service().user({
      role: 'admin',
      visibleName: 'The Admin',
      email: 'admin@example.com',
    });
    token = service().tokenOf(admin);
    for (const [visibleName, email, overrides] of [
      ['Zoë', 'zoe@example.com', { role: 'moderator' }],
      ['ängström', 'A@example.com', { active: false }],
      ['Angela', 'm@example.org', { emailVerified: true }],
      ['Bo', 'z@example.org', { role: 'moderator', emailVerified: true }],
    ] as const)
      await service().user({ visibleName, email, ...overrides });
  });

  const lists: [query: string, names: string[]][] = [
    ['sort=id', ['The Admin', 'Zoë', 'ängström', 'Angela', 'Bo']],
    ['sort=-visibleName', ['Zoë', 'The Admin', 'Bo', 'ängström', 'Angela']],
    ['sort=email', ['ängström', 'The Admin', 'Angela', 'Bo', 'Zoë']],
    ['sort=createdAt', ['The Admin', 'Zoë', 'ängström', 'Angela', 'Bo']],
    ['role=moderator&sort=-id', ['Bo', 'Zoë']],
    ['active=false', ['ängström']],
    ['active=true&sort=-id', ['Bo', 'Angela', 'Zoë', 'The Admin']],
    ['emailVerified=true', ['Angela', 'Bo']],
  ];
  for (const [query, wanted] of lists) {
    it(`GET /users with ${query}: returns those in that order, counted, also one by one by its links`, async () => {
      expect(await names(query)).to.deep.equal(wanted);
      const walked: string[] = [];
      let next: string | undefined = `${users}?${query}&limit=1&count=exact`;
      while (next !== undefined) {
        const { body, headers } = await service().call('GET', next, { token });
        walked.push(...body.items.map(({ visibleName }: { visibleName: string }) => visibleName));
        expect(body.page.total).to.equal(wanted.length);
        [, next] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
        expect(next === undefined).to.equal(body.page.nextCursor === null);
      }
      expect(walked).to.deep.equal(wanted);
    });
  }

  it('GET /users with q: searches names and emails, also misspelled', async () => {
    for (const [query, wanted] of [
      ['q=ang', ['ängström', 'Angela']],
      ['q=ANGELO', ['Angela']],
      ['q=example.org', ['Angela', 'Bo']],
      ['q=example.org&limit=1', ['Angela']],
      ['q=%25', []],
    ] as const)
      expect([query, await names(query)]).to.deep.equal([query, wanted]);
  });

  it('GET /users with the cursor of another sort or filter: returns 400 bad-cursor', async () => {
    const { nextCursor } = (await read('role=moderator&limit=1')).body.page;
    expect((await read(`role=moderator&cursor=${nextCursor}`)).status).to.equal(200);
    for (const query of ['role=moderator&sort=-id', 'role=user', 'sort=visibleName', ''])
      expect(outcomeOf(await read(`${query}&cursor=${nextCursor}`)), query).to.deep.equal([
        400,
        'bad-cursor',
      ]);
  });

  it('GET /users with unsupported or invalid parameters: returns 400 and names them', async () => {
    for (const [query, parameters] of [
      ['role=user&active=true', ['role', 'active']],
      ['q=a&role=user&count=exact', ['role', 'count']],
      ['role=guest', ['role']],
      ['sort=passwordHash', ['sort']],
      ['passwordHash=x&tokenVersion=1', ['passwordHash', 'tokenVersion']],
      ['q=a%0Ab', ['q']],
    ] as const) {
      const { status, body } = await read(query);
      const named = new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter));
      expect([query, status, body.code, [...named]]).to.deep.equal([
        query,
        400,
        'invalid-parameter',
        parameters,
      ]);
    }
  });

  it('ASVS 8.2.2 GET /users in any form: is not to be stored, has no hash, and is for admins only', async () => {
    for (const query of ['', 'sort=email', 'role=user', 'q=argon2', 'q=zoe']) {
      const { status, headers, text } = await read(query);
      expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
      expect(text).to.not.match(/argon2|passwordHash|tokenVersion|Key"/);
      const moderator = await service().tokenAs('moderator');
      const other = await service().call('GET', `${users}?${query}`, { token: moderator });
      expect(outcomeOf(other)).to.deep.equal([403, 'forbidden']);
      expect(other.text).to.not.include('zoe@');
    }
  });
});

describe('the last admin:', () => {
  const service = useOwnService();
  const repository = () => service().service.container.get(ids.Accounts).users;
  const activeAdmins = () =>
    service()
      .service.container.get(ids.UnitsOfWork)
      .unitOfWork.run(({ users }) => users.lockActiveAdmins());
  /** Removes every account but these. */
  const only = async (...overrides: Partial<User>[]) => {
    await databaseOf(service())('users').delete();
    return Promise.all(overrides.map((override) => service().user({ role: 'admin', ...override })));
  };
  const act = (by: User, on: User, method: string, body?: object) =>
    service().call(method, pathOf(on), { token: service().tokenOf(by), ...(body && { body }) });

  for (const [method, body] of [
    ['PATCH', { role: 'moderator' }],
    ['PATCH', { active: false }],
    ['DELETE'],
  ] as const) {
    const what = `${method} ${JSON.stringify(body ?? {})}`;
    it(`${what} on itself: returns 409 last-admin while the only other one is inactive`, async () => {
      const [admin] = (await only({}, { active: false })) as [User];
      expect(outcomeOf(await act(admin, admin, method, body))).to.deep.equal([409, 'last-admin']);
      expect(await repository().find(admin.id)).to.deep.equal(admin);
    });

    it(`${what} by two admins on each other at once, twenty times: always leaves one`, async () => {
      for (let round = 0; round < 20; round += 1) {
        const [one, two] = (await only({}, {})) as [User, User];
        const responses = await Promise.all([act(one, two, method, body), act(two, one, method, body)]);
        const statuses = responses.map(({ status }) => status).sort();
        expect(await activeAdmins(), `${statuses}`).to.have.lengthOf(1);
        expect(statuses[0]).to.be.oneOf([200, 204]);
        expect(statuses[1]).to.be.oneOf([401, 403, 409]);
      }
    });
  }

  it('five admins who demote all others at once, five times: leave one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const admins = await only({}, {}, {}, {}, {});
      const pairs = admins.flatMap((by) => admins.filter((on) => on !== by).map((on) => [by, on] as const));
      const responses = await Promise.all(
        pairs.map(([by, on]) => act(by, on, 'PATCH', { role: 'moderator' })),
      );
      expect(responses.filter(({ status }) => status >= 500)).to.deep.equal([]);
      expect((await activeAdmins()).length).to.be.greaterThan(0);
    }
  });
});
