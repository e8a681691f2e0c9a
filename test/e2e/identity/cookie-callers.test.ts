import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { cookieHeader, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { logIn, partOf } from './people.js';

const me = '/api/v1/users/me';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];
const publicReads = [
  '/api/v1/movies',
  '/api/v1/genres',
  '/api/v1/permissions',
  '/.well-known/jwks.json',
  '/health/live',
];

describe('who asks, with cookies:', () => {
  let now = 0;
  const service = useOwnService({}, { clock: { now: () => new Date(Date.now() + now) } });
  afterEach(() => {
    now = 0;
  });
  const call = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    const answer = await service().call(method, path, { headers, body });
    return { status: answer.status, code: answer.body?.code, id: answer.body?.id, answer };
  };

  it('a Bearer token and a cookie: of two people: the header counts', async () => {
    const [byCookie, other] = [await logInByCookie(service()), await logInByCookie(service())];
    const { body } = await logIn(service(), other.email);
    const headers = { cookie: byCookie.cookie, authorization: `Bearer ${body.accessToken}` };
    expect((await call('GET', me, headers)).id).to.equal(body.user.id);
    // It is no request that counts by its cookies, so it may come from anywhere, and theirs stay.
    const renamed = await call(
      'PATCH',
      me,
      { ...headers, 'sec-fetch-site': 'cross-site' },
      { visibleName: 'By header' },
    );
    expect(renamed.id).to.equal(body.user.id);
    const ended = await call('DELETE', `/api/v1/auth/sessions/${partOf(body.accessToken, 1).sid}`, headers);
    expect(ended.status).to.equal(204);
    expect(setCookies(ended.answer)).to.deep.equal({});
    expect((await call('GET', me, { cookie: byCookie.cookie })).status).to.equal(200);
  });

  it('a bad Bearer token and a good cookie: answers 401 everywhere, and changes nothing', async () => {
    const { cookie, access } = await logInByCookie(service());
    for (const authorization of ['Bearer x', `Basic ${access}`, 'Bearer', '']) {
      const headers = { ...fromOurPage(cookie), authorization };
      for (const path of [me, '/api/v1/auth/sessions', ...publicReads]) {
        expect(await call('GET', path, headers), path).to.include({ status: 401, code: 'token-invalid' });
      }
      for (const path of [refresh, logout]) expect((await call('POST', path, headers)).status).to.equal(401);
    }
    expect((await call('GET', me, { cookie })).status).to.equal(200);
  });

  /** Cookies that are worth nothing, by the code that a route for accounts refuses them with. */
  const bad: [what: string, code: string, make: () => Promise<string>][] = [
    ['of text', 'token-invalid', async () => 'access_token=x'],
    ['of nothing', 'token-invalid', async () => 'access_token='],
    ['of 8000 characters', 'token-invalid', async () => `access_token=${'x'.repeat(8000)}`],
    ['that is no percent-encoding', 'token-invalid', async () => 'access_token=%E0%A4%A'],
    [
      'before a good one',
      'token-invalid',
      async () => `access_token=x; ${(await logInByCookie(service())).cookie}`,
    ],
    [
      'ASVS 9.2.2 that is a refresh token',
      'token-invalid',
      async () => `access_token=${(await logInByCookie(service())).refresh}`,
    ],
    ['in another case', 'unauthenticated', async () => (await logInByCookie(service())).cookie.toUpperCase()],
    ['named as every object has it', 'unauthenticated', async () => '__proto__=x; constructor=y; toString'],
    [
      'ASVS 7.4.1 of a session that has ended',
      'session-ended',
      async () => {
        const { cookie } = await logInByCookie(service());
        await call('POST', logout, fromOurPage(cookie));
        return cookie;
      },
    ],
    [
      'ASVS 9.2.1 past its life',
      'token-expired',
      async () => {
        const { access } = await logInByCookie(service());
        now = 900_000;
        return cookieHeader({ access_token: access });
      },
    ],
    [
      'ASVS 7.4.2 of an account that is removed',
      'session-ended',
      async () => {
        const { cookie, answer } = await logInByCookie(service());
        const token = await service().tokenAs('admin');
        await service().call('DELETE', `/api/v1/users/${answer.body.user.id}`, { token });
        return cookie;
      },
    ],
  ];
  for (const [what, code, make] of bad) {
    it(`an access cookie ${what}: on reads that guests may do: is a guest; on others: answers 401 ${code}`, async () => {
      const headers = fromOurPage(await make());
      for (const path of publicReads) expect((await call('GET', path, headers)).status, path).to.equal(200);
      expect(await call('GET', me, headers)).to.include({ status: 401, code });
      expect(await call('PATCH', me, headers, { visibleName: 'Anew' })).to.include({ status: 401, code });
      expect(await call('POST', '/api/v1/movies', headers, {})).to.include({ status: 401, code });
      expect((await call('DELETE', '/api/v1/auth/sessions', headers)).status).to.equal(401);
    });
  }

  it('a login with a bad access cookie: is a login', async () => {
    const { email } = await logInByCookie(service());
    const { status } = await call(
      'POST',
      login,
      { cookie: 'access_token=x' },
      { email, password: 'seven quiet violins' },
    );
    expect(status).to.equal(200);
  });
});
