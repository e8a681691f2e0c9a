import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { cookieHeader, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { logIn, partOf } from './people.js';

const me = '/api/v1/users/me';
const [refresh, logout] = ['/api/v1/auth/refresh', '/api/v1/auth/logout'];

describe('refreshes and logouts by cookie:', () => {
  let now = 0;
  const service = useOwnService({}, { clock: { now: () => new Date(Date.now() + now) } });
  afterEach(() => {
    now = 0;
  });
  const call = async (method: string, path: string, headers: Record<string, string>, body?: object) => {
    const answer = await service().call(method, path, { headers, body });
    return { status: answer.status, code: answer.body?.code, answer };
  };

  it('a refresh by cookie, with a bad, an expired or no access cookie beside it: gives new cookies', async () => {
    const { access, refresh: first } = await logInByCookie(service());
    let token = first;
    for (const beside of ['x', '', undefined, access]) {
      if (beside === access) now = 901_000;
      const cookie = cookieHeader({ access_token: beside, refresh_token: token });
      const { status, answer } = await call('POST', refresh, fromOurPage(cookie));
      expect(status, beside).to.equal(200);
      token = setCookies(answer).refresh_token?.value ?? '';
    }
  });

  it('ASVS 9.2.2 a refresh with an access token, by cookie and in the body: answers 401 token-invalid', async () => {
    const { access } = await logInByCookie(service());
    const byCookie = await call('POST', refresh, fromOurPage(cookieHeader({ refresh_token: access })));
    const byBody = await call('POST', refresh, {}, { refreshToken: access });
    for (const answer of [byCookie, byBody]) {
      expect(answer).to.include({ status: 401, code: 'token-invalid' });
      expect(setCookies(answer.answer)).to.deep.equal({});
    }
  });

  it('a refresh by a cookie that is nothing or over: answers 401 and says which', async () => {
    const { cookie } = await logInByCookie(service());
    await call('POST', logout, fromOurPage(cookie));
    for (const [given, code] of [
      [cookie, 'session-ended'],
      ['refresh_token=x', 'token-invalid'],
      ['refresh_token=', 'token-invalid'],
      ['other=x', 'unauthenticated'],
    ] as const) {
      expect(await call('POST', refresh, fromOurPage(given)), given).to.include({ status: 401, code });
    }
  });

  it('a refresh token in the body and another in the cookie: the body counts, and is answered in the body', async () => {
    const { cookie, email } = await logInByCookie(service());
    const { body } = await logIn(service(), email);
    const { answer } = await call('POST', refresh, fromOurPage(cookie), { refreshToken: body.refreshToken });
    expect(partOf(answer.body.accessToken, 1).sid).to.equal(partOf(body.accessToken, 1).sid);
    expect(setCookies(answer)).to.deep.equal({});
  });

  const loggedOut: [what: string, of: (one: Awaited<ReturnType<typeof logInByCookie>>) => string][] = [
    ['both cookies', ({ cookie }) => cookie],
    ['the access cookie alone', ({ access }) => cookieHeader({ access_token: access })],
    ['the refresh cookie alone', ({ refresh: token }) => cookieHeader({ refresh_token: token })],
    [
      'the refresh cookie beside a bad access cookie',
      ({ refresh: token }) => `access_token=x; refresh_token=${token}`,
    ],
  ];
  for (const [what, of] of loggedOut) {
    it(`ASVS 7.4.1 a logout by ${what}: ends the session, both tokens; and once more: only removes the cookies`, async () => {
      const one = await logInByCookie(service());
      for (const _ of [1, 2]) {
        const { status, answer } = await call('POST', logout, fromOurPage(of(one)));
        expect(status).to.equal(204);
        expect(Object.values(setCookies(answer)).map(({ value }) => value)).to.deep.equal(['', '']);
        expect(await call('GET', me, { cookie: one.cookie })).to.include({ code: 'session-ended' });
        const again = await call('POST', refresh, fromOurPage(one.cookie));
        expect(again).to.include({ code: 'session-ended' });
      }
    });
  }

  it('a logout by a refresh token in the body: ends its session, and not the one of the cookies beside it', async () => {
    const { cookie, email } = await logInByCookie(service());
    const { body } = await logIn(service(), email);
    const { status, answer } = await call('POST', logout, fromOurPage(cookie), {
      refreshToken: body.refreshToken,
    });
    expect(status).to.equal(204);
    expect(setCookies(answer)).to.deep.equal({});
    expect((await service().call('GET', me, { token: body.accessToken })).body.code).to.equal(
      'session-ended',
    );
    expect((await call('GET', me, { cookie })).status).to.equal(200);
  });

  it('a logout without any token, or with a token in the body that is none: answers 401', async () => {
    expect(await call('POST', logout, {})).to.include({ status: 401, code: 'unauthenticated' });
    const refused = await call('POST', logout, {}, { refreshToken: 'x' });
    expect(refused).to.include({ status: 401, code: 'token-invalid' });
  });
});
