import { expect } from 'chai';
import { useService } from '../../support/service.js';

const users = '/api/v1/users';

describe('administration of accounts:', () => {
  const service = useService();
  let token = '';
  before(async () => {
    token = await service().tokenAs('admin');
  });

  it('pages of two: walked by their cursors: give every account once, in order of id', async () => {
    for (let i = 0; i < 5; i += 1) await service().user();
    const seen: number[] = [];
    let path: string | undefined = `${users}?limit=2&count=exact`;
    let total = 0;
    while (path !== undefined) {
      const { body, headers } = await service().call('GET', path, { token });
      seen.push(...body.items.map(({ id }: { id: number }) => id));
      total = body.page.total;
      path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(path === undefined).to.equal(body.page.nextCursor === null);
    }
    expect(seen).to.have.lengthOf(total);
    expect(seen).to.deep.equal([...new Set(seen)].sort((a, b) => a - b));
  });

  const cursor = (text: string) => Buffer.from(text).toString('base64url');
  const badCursors = {
    'which is nonsense': 'nonsense',
    'of another list': cursor('movies 1'),
    'without an id': cursor('users'),
    'with an id that is no number': cursor('users x'),
    'with an id beyond 32 bit': cursor('users 9999999999'),
    'with the largest safe integer': cursor(`users ${Number.MAX_SAFE_INTEGER}`),
    'with a fraction': cursor('users 1.5'),
  };
  for (const [what, value] of Object.entries(badCursors)) {
    it(`a cursor ${what}: on the list: answers 400 bad-cursor`, async () => {
      const { status, body } = await service().call('GET', `${users}?cursor=${value}`, { token });
      expect({ status, code: body.code }).to.deep.equal({ status: 400, code: 'bad-cursor' });
    });
  }

  it('an account: read by an admin: comes with its ETag and without a hash', async () => {
    const user = await service().user();
    const { status, body, headers, text } = await service().call('GET', `${users}/${user.id}`, { token });
    expect(status).to.equal(200);
    expect(body).to.include({ id: user.id, email: user.email, role: 'user', active: true });
    expect(headers.get('etag')).to.equal('"1"');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(text).to.not.match(/argon2|passwordHash|tokenVersion/);
  });

  for (const change of [{ role: 'moderator' }, { active: false }, { visibleName: 'Changed by an admin' }]) {
    it(`${JSON.stringify(change)}: on PATCH by an admin: changes that and nothing else`, async () => {
      const { id } = await service().user();
      const before = (await service().call('GET', `${users}/${id}`, { token })).body;
      const { status, body, headers } = await service().call('PATCH', `${users}/${id}`, {
        token,
        body: change,
      });
      expect(status).to.equal(200);
      expect(body).to.deep.equal({ ...before, ...change, updatedAt: body.updatedAt });
      expect(headers.get('etag')).to.equal('"2"');
    });
  }

  const refused = [
    { what: 'a role that does not exist', body: { role: 'root' }, status: 422 },
    { what: 'guest as role', body: { role: 'guest' }, status: 422 },
    { what: 'a word for active', body: { active: 'no' }, status: 422 },
    { what: 'null for active', body: { active: null }, status: 422 },
    { what: 'a password', body: { password: 'seven quiet violins' }, status: 422 },
    { what: 'an email', body: { email: 'other@example.com' }, status: 422 },
    { what: 'no key', body: {}, status: 422 },
    { what: 'a taken name', body: { visibleName: 'tAKEN name' }, status: 409 },
  ];
  for (const { what, body, status } of refused) {
    it(`${what}: on PATCH by an admin: answers ${status} and changes nothing`, async () => {
      if (status === 409) await service().user({ visibleName: 'Taken Name' });
      const path = `${users}/${(await service().user()).id}`;
      const before = await service().call('GET', path, { token });
      expect((await service().call('PATCH', path, { token, body })).status).to.equal(status);
      expect((await service().call('GET', path, { token })).body).to.deep.equal(before.body);
    });
  }

  for (const method of ['PATCH', 'DELETE']) {
    it(`a stale ETag: on ${method} by an admin: answers 412 and changes nothing`, async () => {
      const { id, visibleName } = await service().user();
      const body = method === 'PATCH' ? { visibleName: 'Never seen' } : undefined;
      const { status } = await service().call(method, `${users}/${id}`, {
        token,
        body,
        headers: { 'if-match': '"2"' },
      });
      expect(status).to.equal(412);
      const read = await service().call('GET', `${users}/${id}`, { token });
      expect(read.body.visibleName).to.equal(visibleName);
    });
  }

  it('an account: on DELETE by an admin: is gone, and stays so', async () => {
    const path = `${users}/${(await service().user()).id}`;
    expect((await service().call('DELETE', path, { token, headers: { 'if-match': '"1"' } })).status).to.equal(
      204,
    );
    for (const method of ['GET', 'DELETE']) {
      expect((await service().call(method, path, { token })).status).to.equal(404);
    }
  });

  for (const id of ['0', '-1', '2147483647', '2147483648', '99999999999999999999', 'abc', '1.5', '%00']) {
    it(`the id ${id}: read by an admin: answers 404 not-found`, async () => {
      const { status, body } = await service().call('GET', `${users}/${id}`, { token });
      expect({ status, code: body.code }).to.deep.equal({ status: 404, code: 'not-found' });
    });
  }

  for (const role of ['user', 'moderator'] as const) {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      it(`ASVS 8.2.2 the account of somebody else: on ${method} by a ${role}: answers 403 and stays`, async () => {
        const other = await service().user();
        const { status, body } = await service().call(method, `${users}/${other.id}`, {
          token: await service().tokenAs(role),
          body: method === 'PATCH' ? { role: 'admin' } : undefined,
        });
        expect({ status, code: body.code }).to.deep.equal({ status: 403, code: 'forbidden' });
        expect(body.detail).to.include('users:manage');
        const read = await service().call('GET', `${users}/${other.id}`, { token });
        expect(read.body.role).to.equal('user');
      });
    }
  }
});
