import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { cookiesOf, cookieValues, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { me } from './people.js';

const [refresh, logout] = ['/api/v1/auth/refresh', '/api/v1/auth/logout'];

for (const secure of [true, false]) {
  describe(`cookies with tokens, COOKIES__SECURE=${secure}:`, () => {
    const service = useService(secure ? { COOKIES__SECURE: 'true' } : {});
    const prefix = secure ? '__Host-' : '';
    const [accessName, refreshName] = [`${prefix}access_token`, `${prefix}refresh_token`];
    const attributes = (rest: string) => `HttpOnly; ${rest}${secure ? '; Secure' : ''}`;
    const expected = {
      [accessName]: attributes('Path=/; SameSite=Lax'),
      [refreshName]: attributes(`Path=${secure ? '/' : '/api/v1/auth'}; SameSite=Strict`),
    };
    const attributesOf = (cookies: ReturnType<typeof setCookies>) =>
      Object.fromEntries(Object.entries(cookies).map(([name, { attributes }]) => [name, attributes]));
    const post = (path: string, cookie: string) =>
      service().call('POST', path, { headers: fromOurPage(cookie) });

    it('ASVS 3.3.1/.3/.4 a login, a refresh and a logout: set and remove both with their attributes, without a token in the body', async () => {
      const { response, access, refresh: token, cookie } = await logInByCookie(service());
      const renewed = await post(refresh, cookie);
      for (const each of [response, renewed]) {
        const cookies = setCookies(each);
        expect(attributesOf(cookies)).to.deep.equal(expected);
        for (const name of [accessName, refreshName])
          expect(cookies[name]?.maxAge).to.be.within(604_790, 604_800);
        expect(each.body).to.have.all.keys('tokenType', 'expiresIn', 'refreshExpiresIn', 'user');
        for (const value of cookieValues(each)) expect(each.text).to.not.include(value);
      }
      expect(cookieValues(renewed)).to.not.include(access).and.to.not.include(token);
      const headers = { cookie: `${accessName}=${cookieValues(renewed)[0]}` };
      expect((await service().call('GET', me, { headers })).status).to.equal(200);
      const ended = await post(logout, headers.cookie);
      expect([ended.status, attributesOf(setCookies(ended))]).to.deep.equal([204, expected]);
      for (const { value, maxAge } of Object.values(setCookies(ended)))
        expect({ value, maxAge }).to.deep.equal({ value: '', maxAge: 0 });
      expect((await service().call('GET', me, { headers })).body.code).to.equal('session-ended');
    });

    it('the names with the other value of the setting: do not count, and are not documented', async () => {
      const { cookie } = await cookiesOf(service(), undefined, secure ? '' : '__Host-');
      for (const response of [
        await service().call('GET', me, { headers: { cookie } }),
        await post(refresh, cookie),
      ])
        expect(response.body.code).to.equal('unauthenticated');
      const { body } = await service().call('GET', '/openapi.json');
      expect(body.components.securitySchemes.cookie).to.include({ in: 'cookie', name: accessName });
    });
  });
}
