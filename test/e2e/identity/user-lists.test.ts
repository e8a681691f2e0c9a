import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';

const users = '/api/v1/users';

describe('the list of accounts:', () => {
  const service = useOwnService();
  let token = '';
  const read = (query: string) => service().call('GET', `${users}?${query}`, { token });
  const names = async (query: string): Promise<string[]> =>
    (await read(query)).body.items.map(({ visibleName }: { visibleName: string }) => visibleName);

  before(async () => {
    token = await service().tokenAs('admin');
    const { body } = await read('limit=1');
    const { id } = body.items[0];
    await service().call('PATCH', `${users}/${id}`, { token, body: { visibleName: 'The Admin' } });
    for (const [visibleName, email, overrides] of [
      ['Zoë', 'zoe@example.com', { role: 'moderator' }],
      ['ängström', 'A@example.com', { active: false }],
      ['Angela', 'm@example.org', { emailVerified: true }],
      ['Bo', 'z@example.org', { role: 'moderator', emailVerified: true }],
    ] as const) {
      await service().user({ visibleName, email, ...overrides });
    }
  });

  for (const [query, wanted] of [
    ['sort=id', ['The Admin', 'Zoë', 'ängström', 'Angela', 'Bo']],
    ['sort=-id', ['Bo', 'Angela', 'ängström', 'Zoë', 'The Admin']],
    ['sort=visibleName', ['Angela', 'ängström', 'Bo', 'The Admin', 'Zoë']],
    ['sort=-visibleName', ['Zoë', 'The Admin', 'Bo', 'ängström', 'Angela']],
    ['sort=createdAt', ['The Admin', 'Zoë', 'ängström', 'Angela', 'Bo']],
    ['sort=-createdAt', ['Bo', 'Angela', 'ängström', 'Zoë', 'The Admin']],
    ['role=moderator', ['Zoë', 'Bo']],
    ['role=moderator&sort=-id', ['Bo', 'Zoë']],
    ['role=admin', ['The Admin']],
    ['active=false', ['ängström']],
    ['active=true&sort=-id', ['Bo', 'Angela', 'Zoë', 'The Admin']],
    ['emailVerified=true', ['Angela', 'Bo']],
    ['q=ang', ['ängström', 'Angela']],
    ['q=angela', ['Angela']],
    ['q=ANGELO', ['Angela']],
    ['q=example.org', ['Angela', 'Bo']],
    ['q=example.org&limit=1', ['Angela']],
    ['q=%25', []],
    ['q=nobody-has-this', []],
  ] as const) {
    it(`GET /users: with ${query}: lists those, in that order`, async () => {
      expect(await names(query)).to.deep.equal(wanted);
      if (query.startsWith('q=')) return;
      const { body } = await read(`${query}&count=exact&limit=1`);
      expect(body.page.total).to.equal(wanted.length);
    });
  }

  it('GET /users: sorted by email: goes without regard to case', async () => {
    const { body } = await read('sort=email');
    const emails = body.items.map(({ email }: { email: string }) => email);
    expect(emails.filter((email: string) => !email.startsWith('person-'))).to.deep.equal([
      'A@example.com',
      'm@example.org',
      'z@example.org',
      'zoe@example.com',
    ]);
  });

  for (const query of [
    'sort=createdAt',
    'sort=-visibleName',
    'sort=email',
    'active=true&sort=-id',
    'role=moderator',
  ]) {
    it(`GET /users: with ${query}, walked by its links one by one: is the same list`, async () => {
      const whole = (await read(query)).body.items;
      const walked: unknown[] = [];
      let next: string | undefined = `${users}?${query}&limit=1`;
      while (next !== undefined) {
        const { body, headers } = await service().call('GET', next, { token });
        walked.push(...body.items);
        [, next] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
      }
      expect(walked).to.deep.equal(whole);
    });
  }

  it('GET /users: with the cursor of another sort or filter: answers 400 bad-cursor', async () => {
    const { nextCursor } = (await read('role=moderator&limit=1')).body.page;
    for (const [query, status] of [
      ['role=moderator', 200],
      ['role=moderator&sort=-id', 400],
      ['role=user', 400],
      ['active=true', 400],
      ['sort=visibleName', 400],
      ['', 400],
    ] as const) {
      const { status: answered, body } = await read(`${query}&cursor=${nextCursor}`);
      expect([query, answered]).to.deep.equal([query, status]);
      if (status === 400) expect(body.code).to.equal('bad-cursor');
    }
  });

  for (const [query, parameters] of [
    ['role=user&active=true', ['role', 'active']],
    ['role=user&sort=email', ['role', 'sort']],
    ['q=a&role=user', ['role']],
    ['q=a&sort=id', ['sort']],
    ['q=a&count=exact', ['count']],
    ['q=a&cursor=x', ['cursor']],
    ['role=guest', ['role']],
    ['role=', ['role']],
    ['active=yes', ['active']],
    ['active=null', ['active']],
    ['emailVerified=1', ['emailVerified']],
    ['sort=passwordHash', ['sort']],
    ['sort=role', ['sort']],
    ['passwordHash=x', ['passwordHash']],
    ['tokenVersion=1', ['tokenVersion']],
    ['createdAt.gte=2026-01-01T00:00:00Z', ['createdAt.gte']],
    ['q=', ['q']],
    ['q=%00', ['q']],
    ['q=a%0Ab', ['q']],
    ['q=a&q=b', ['q']],
    [`q=${'a'.repeat(201)}`, ['q']],
  ] as const) {
    it(`GET /users: with ${query.slice(0, 40)}: answers 400 and names what is wrong`, async () => {
      const { status, body } = await read(query);
      expect([status, body.code]).to.deep.equal([400, 'invalid-parameter']);
      const told = new Set(body.errors.map(({ parameter }: { parameter: string }) => parameter));
      expect([...told]).to.have.members(parameters);
    });
  }

  it('GET /users: sorted, filtered or searched: is not to be stored, and tells no hash', async () => {
    for (const query of ['', 'sort=email', 'role=user', 'q=argon2', 'q=e']) {
      const { status, headers, text } = await read(query);
      expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
      expect(text).to.not.match(/argon2|passwordHash|tokenVersion|Key"/);
    }
  });

  it('ASVS 8.2.2 GET /users: searched by a user or a guest: tells nothing of anybody', async () => {
    const { status, text } = await service().call('GET', `${users}?q=zoe`, {
      token: await service().tokenAs('moderator'),
    });
    expect(status).to.equal(403);
    expect(text).to.not.include('zoe@');
    expect((await service().call('GET', `${users}?q=zoe`)).status).to.equal(401);
  });
});
