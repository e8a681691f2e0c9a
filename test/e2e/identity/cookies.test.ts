import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { cookieHeader, fromOurPage, logInByCookie, password, setCookies } from './cookie-jar.js';
import { logIn, partOf, register } from './people.js';

const me = '/api/v1/users/me';
const sessions = '/api/v1/auth/sessions';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];

for (const secure of [true, false]) {
  describe(`cookies with tokens, COOKIES__SECURE=${secure}:`, () => {
    const service = useService({ COOKIES__SECURE: String(secure) });
    const accessName = secure ? '__Host-access_token' : 'access_token';
    const refreshName = secure ? '__Host-refresh_token' : 'refresh_token';
    const attributes = (rest: string) => `HttpOnly; ${rest}${secure ? '; Secure' : ''}`;
    const shapes = {
      [accessName]: attributes('Path=/; SameSite=Lax'),
      [refreshName]: attributes(`Path=${secure ? '/' : '/api/v1/auth'}; SameSite=Strict`),
    };
    const shapesOf = (cookies: ReturnType<typeof setCookies>) =>
      Object.fromEntries(Object.entries(cookies).map(([name, { attributes }]) => [name, attributes]));

    it('ASVS 3.3.1/.3/.4 a login with transport cookie: sets both as they must be, and has no token in its body', async () => {
      const { answer, access, refresh: token } = await logInByCookie(service());
      const cookies = setCookies(answer);
      expect(shapesOf(cookies)).to.deep.equal(shapes);
      expect(cookies[accessName]?.maxAge).to.equal(900);
      expect(cookies[refreshName]?.maxAge).to.equal(604_800);
      expect(answer.status).to.equal(200);
      expect(answer.body).to.have.all.keys('tokenType', 'expiresIn', 'refreshExpiresIn', 'user');
      expect(answer.text).to.not.include(access).and.to.not.include(token);
    });

    it('a login with transport body, or without one: sets no cookie', async () => {
      const { body: user } = await register(service());
      for (const transport of ['body', undefined]) {
        const answer = await service().call('POST', login, {
          body: { email: user.email, password, transport },
        });
        expect(answer.body).to.include.keys('accessToken', 'refreshToken');
        expect(setCookies(answer)).to.deep.equal({});
      }
    });

    it('ASVS 3.3.1/.3/.4 a refresh by cookie: sets both anew, and has no token in its body', async () => {
      const { cookie, access, refresh: token } = await logInByCookie(service());
      const answer = await service().call('POST', refresh, { headers: fromOurPage(cookie) });
      const cookies = setCookies(answer);
      expect(shapesOf(cookies)).to.deep.equal(shapes);
      expect(cookies[accessName]?.value).to.not.equal(access);
      expect(cookies[refreshName]?.value).to.not.equal(token);
      expect(answer.body).to.have.all.keys('tokenType', 'expiresIn', 'refreshExpiresIn', 'user');
      const renewed = cookieHeader({ [accessName]: cookies[accessName]?.value });
      expect((await service().call('GET', me, { headers: { cookie: renewed } })).status).to.equal(200);
    });

    it('ASVS 3.3.1/.3/.4 a logout by cookie: removes both, under the attributes they were set with', async () => {
      const { cookie } = await logInByCookie(service());
      const answer = await service().call('POST', logout, { headers: fromOurPage(cookie) });
      expect(answer.status).to.equal(204);
      const cookies = setCookies(answer);
      expect(shapesOf(cookies)).to.deep.equal(shapes);
      for (const { value, maxAge } of Object.values(cookies)) {
        expect({ value, maxAge }).to.deep.equal({ value: '', maxAge: 0 });
      }
      expect((await service().call('GET', me, { headers: { cookie } })).body.code).to.equal('session-ended');
    });

    it(`the names with the other value of the setting: on requests: count for nothing`, async () => {
      const { access, refresh: token } = await logInByCookie(service());
      const others = secure
        ? ['access_token', 'refresh_token']
        : ['__Host-access_token', '__Host-refresh_token'];
      const cookie = cookieHeader({ [others[0] as string]: access, [others[1] as string]: token });
      expect((await service().call('GET', me, { headers: { cookie } })).body.code).to.equal(
        'unauthenticated',
      );
      const refused = await service().call('POST', refresh, { headers: fromOurPage(cookie) });
      expect(refused.body.code).to.equal('unauthenticated');
    });

    it('the document: says by which cookie one is known', async () => {
      const { body } = await service().call('GET', '/openapi.json');
      expect(body.components.securitySchemes.cookie).to.include({ in: 'cookie', name: accessName });
    });
  });
}

describe('sessions by cookie:', () => {
  const service = useService();
  const read = (path: string, headers: Record<string, string>) => service().call('GET', path, { headers });
  const status = async (cookie: string) => (await read(me, { cookie })).body.code ?? 'in';

  it('ASVS 7.2.4 a login over another: jti and sid are new, and the session whose cookie came along has ended', async () => {
    const first = await logInByCookie(service());
    const second = await logInByCookie(service(), first.email, fromOurPage(first.cookie));
    const [before, after] = [partOf(first.access, 1), partOf(second.access, 1)];
    for (const name of ['jti', 'sid']) expect(after[name]).to.not.equal(before[name]);
    expect(second.refresh).to.not.equal(first.refresh);
    expect(await status(first.cookie)).to.equal('session-ended');
    expect(await status(second.cookie)).to.equal('in');
    const answer = await service().call('POST', refresh, { headers: fromOurPage(first.cookie) });
    expect(answer.body.code).to.equal('session-ended');
  });

  it('ASVS 7.2.4 a login of somebody else in the same browser: ends the session of who was there', async () => {
    const first = await logInByCookie(service());
    const second = await logInByCookie(service(), undefined, fromOurPage(first.cookie));
    expect([await status(first.cookie), await status(second.cookie)]).to.deep.equal(['session-ended', 'in']);
  });

  it('a login that fails, or asks for transport body, or comes without the cookie: ends no session', async () => {
    const { email, cookie } = await logInByCookie(service());
    const bodies = [
      { email, password: 'seven loud violins', transport: 'cookie' },
      { email, password, transport: 'body' },
    ];
    for (const body of bodies) await service().call('POST', login, { body, headers: fromOurPage(cookie) });
    await logInByCookie(service(), email);
    expect(await status(cookie)).to.equal('in');
  });

  it('a login with the cookie of a session that has ended, or of none: is a login', async () => {
    const { email, cookie } = await logInByCookie(service());
    await service().call('POST', logout, { headers: fromOurPage(cookie) });
    for (const given of [cookie, 'refresh_token=x', 'refresh_token=; access_token=']) {
      const { answer } = await logInByCookie(service(), email, fromOurPage(given));
      expect(answer.status).to.equal(200);
    }
  });

  it('the end of the current session, by its id and with all others: removes the cookies; of another: does not', async () => {
    const first = await logInByCookie(service());
    const other = partOf((await logIn(service(), first.email)).body.accessToken, 1).sid;
    const headers = fromOurPage(first.cookie);
    const notMine = await service().call('DELETE', `${sessions}/${other}`, { headers });
    expect(notMine.status).to.equal(204);
    expect(setCookies(notMine)).to.deep.equal({});
    const id = partOf(first.access, 1).sid.toUpperCase();
    const mine = await service().call('DELETE', `${sessions}/${id}`, { headers });
    expect(mine.status).to.equal(204);
    expect(Object.values(setCookies(mine)).map(({ value }) => value)).to.deep.equal(['', '']);

    const second = await logInByCookie(service(), first.email);
    const all = await service().call('DELETE', sessions, { headers: fromOurPage(second.cookie) });
    expect(Object.values(setCookies(all)).map(({ maxAge }) => maxAge)).to.deep.equal([0, 0]);
    expect(await status(second.cookie)).to.equal('session-ended');
  });
});
