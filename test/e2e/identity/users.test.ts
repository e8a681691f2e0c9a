import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import type { User } from '../../../src/core/identity/user.js';
import { type CallResult, useOwnService, useService } from '../../support/service.js';
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

  it('GET and PATCH with a role, a state or a name: return the account with its ETag, no-store and no hash', async () => {
    for (const change of [{ role: 'moderator' }, { active: false }, { visibleName: 'Changed by an admin' }]) {
      const path = pathOf(await service().user());
      const read = await call('GET', path);
      expect([read.headers.get('etag'), read.headers.get('cache-control')]).to.deep.equal([
        '"1"',
        'no-store',
      ]);
      const { status, body, headers, text } = await call('PATCH', path, change);
      expect([status, headers.get('etag')]).to.deep.equal([200, '"2"']);
      expect(body).to.deep.equal({ ...read.body, ...change, updatedAt: body.updatedAt });
      expect(read.text + text).to.not.match(/argon2|passwordHash|tokenVersion/);
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
  // The list has other users too: sorted by id, these come last.
  const service = useService();
  const names = ['Angela Listed', 'Ängström Listed', 'Bo Listed', 'Zoë Listed'];
  let token = '';
  before(async () => {
    token = await service().tokenAs('admin');
    for (const visibleName of names)
      await service().user({ visibleName, active: visibleName !== names[1], role: 'moderator' });
  });
  const read = (query: string) => service().call('GET', `${users}?${query}`, { token });
  const namesOf = ({ body }: CallResult): string[] =>
    body.items.map(({ visibleName }: { visibleName: string }) => visibleName);

  it('ASVS 8.2.2 GET /users with a sort, a filter or a search: returns those in that order, not to be stored, without a hash', async () => {
    for (const [query, wanted] of [
      ['sort=-id&limit=4', names.toReversed()],
      ['role=moderator&sort=-id&limit=2', ['Zoë Listed', 'Bo Listed']],
      ['q=zoe+listed&limit=1', ['Zoë Listed']],
      ['q=angstrom+listed&limit=1', ['Ängström Listed']],
    ] as const) {
      const response = await read(query);
      expect([query, response.status, namesOf(response)]).to.deep.equal([query, 200, wanted]);
      expect(response.headers.get('cache-control')).to.equal('no-store');
      expect(response.text).to.not.match(/argon2|passwordHash|tokenVersion|Key"/);
    }
    const inactive = (await read('active=false&sort=-id&limit=100&count=exact')).body;
    expect(inactive.items[0].visibleName).to.equal('Ängström Listed');
    expect(inactive.page.total).to.be.at.least(inactive.items.length);
  });

  it('GET /users by its links: continues where a page ended; with the cursor of another list: returns 400 bad-cursor', async () => {
    const first = await read('role=moderator&sort=-id&limit=2');
    const [, next = ''] = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    expect(namesOf(await service().call('GET', next, { token }))).to.deep.equal([
      'Ängström Listed',
      'Angela Listed',
    ]);
    const other = await read(`role=moderator&cursor=${first.body.page.nextCursor}`);
    expect(outcomeOf(other)).to.deep.equal([400, 'bad-cursor']);
  });

  it('GET /users with unsupported or invalid parameters: returns 400 and names them', async () => {
    for (const [query, parameters] of [
      ['role=user&active=true', ['role', 'active']],
      ['q=a&role=user&count=exact', ['role', 'count']],
      ['passwordHash=x&tokenVersion=1', ['passwordHash', 'tokenVersion']],
    ] as const) {
      const { status, body } = await read(query);
      const named = new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter));
      expect([query, status, [...named]]).to.deep.equal([query, 400, parameters]);
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
  /** Removes all accounts except these. */
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

    it(`${what} by two admins on each other at once, five times: always leaves one`, async () => {
      for (let round = 0; round < 5; round += 1) {
        const [one, two] = (await only({}, {})) as [User, User];
        const responses = await Promise.all([act(one, two, method, body), act(two, one, method, body)]);
        const statuses = responses.map(({ status }) => status).sort();
        expect(await activeAdmins(), `${statuses}`).to.have.lengthOf(1);
        expect(statuses[0]).to.be.oneOf([200, 204]);
        expect(statuses[1]).to.be.oneOf([401, 403, 409]);
      }
    });
  }
});
