import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { cookieHeader, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { partOf } from './people.js';

const me = '/api/v1/users/me';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];
const [access, current, earlier] = ['__Host-access_token', '__Host-refresh_token', '__Secure-refresh_token'];
const invalid = { status: 401, code: 'token-invalid' };

describe('cookies that another subdomain may have planted, or an earlier release has set:', () => {
  const service = useService({ COOKIES__SECURE: 'true' });
  const call = async (method: string, path: string, cookie: string, body?: object) => {
    const answer = await service().call(method, path, { headers: fromOurPage(cookie), body });
    return { status: answer.status, code: answer.body?.code, answer };
  };
  const sessionOf = (accessToken: string) => partOf(accessToken, 1).sid;

  /** A login by cookie, with a refresh token as earlier releases made them. */
  const logInEarlier = async (email?: string) => {
    const person = await logInByCookie(service(), email);
    const { container } = service().service;
    const tokens = container.get(ids.Sessions).refreshTokens;
    const token = tokens.random();
    const row = { hash: tokens.hash(token), session_id: sessionOf(person.access) };
    await container.get(ids.Database)('refresh_tokens').insert(row);
    return { ...person, refresh: token };
  };

  it('the refresh cookie of an earlier release: is exchanged for one of this release, and removed', async () => {
    const { access: token, refresh: value } = await logInEarlier();
    const { status, answer } = await call('POST', refresh, cookieHeader({ [earlier]: value }));
    expect(status).to.equal(200);
    const cookies = setCookies(answer);
    expect(Object.keys(cookies)).to.have.members([access, current, earlier]);
    expect(cookies[earlier]).to.deep.equal({
      value: '',
      maxAge: 0,
      attributes: 'HttpOnly; Path=/api/v1/auth; SameSite=Strict; Secure',
    });
    expect(sessionOf(cookies[access]?.value ?? '')).to.equal(sessionOf(token));
    expect(
      (await call('POST', refresh, cookieHeader({ [current]: cookies[current]?.value }))).status,
    ).to.equal(200);
  });

  it('the refresh cookie of an earlier release: at a logout and a login: ends its session, and is removed', async () => {
    const one = await logInEarlier();
    const loggedOut = await call('POST', logout, cookieHeader({ [earlier]: one.refresh }));
    expect(loggedOut.status).to.equal(204);
    expect(setCookies(loggedOut.answer)[earlier]).to.include({ value: '' });
    expect((await call('GET', me, one.cookie)).code).to.equal('session-ended');

    const two = await logInEarlier(one.email);
    const again = await logInByCookie(
      service(),
      one.email,
      fromOurPage(cookieHeader({ [earlier]: two.refresh })),
    );
    expect(setCookies(again.answer)[earlier]).to.include({ value: '' });
    expect((await call('GET', me, two.cookie)).code).to.equal('session-ended');
  });

  it('ASVS 3.3.3 a planted cookie under the earlier name: beside the current one: does not count, and is removed', async () => {
    const [mine, planted] = [await logInByCookie(service()), await logInByCookie(service())];
    const values = `${earlier}=${planted.refresh}; ${earlier}=x; ${current}=${mine.refresh}`;
    const { status, answer } = await call('POST', refresh, values);
    expect(status).to.equal(200);
    const cookies = setCookies(answer);
    expect(sessionOf(cookies[access]?.value ?? '')).to.equal(sessionOf(mine.access));
    expect(cookies[earlier]).to.include({ value: '', maxAge: 0 });
  });

  it('ASVS 3.3.3 a token of this release under the earlier name, and no other cookie: does not count', async () => {
    const planted = await logInByCookie(service());
    const { code } = await call('POST', refresh, `${earlier}=${planted.refresh}`);
    expect(code).to.equal('unauthenticated');
  });

  for (const [name, logIn] of [
    [current, () => logInByCookie(service())],
    [earlier, () => logInEarlier()],
  ] as const)
    it(`ASVS 3.3.3 two cookies named ${name}: in any order: refuse a refresh, and change nothing`, async () => {
      const [mine, planted] = [await logIn(), await logIn()];
      for (const values of [
        [mine.refresh, planted.refresh],
        [planted.refresh, mine.refresh],
        [mine.refresh, mine.refresh],
        [mine.refresh, ''],
        ['', mine.refresh],
      ]) {
        const cookie = values.map((value) => `${name}=${value}`).join('; ');
        const answer = await call('POST', refresh, cookie);
        expect(answer).to.include(invalid);
        expect(setCookies(answer.answer)).to.deep.equal({});
      }
      for (const { refresh: value } of [mine, planted])
        expect((await call('POST', refresh, `${name}=${value}`)).status).to.equal(200);
    });

  it('ASVS 3.3.3 two refresh cookies: at a login: end no session; at a logout: are removed', async () => {
    const { email, refresh: value, cookie } = await logInByCookie(service());
    const twice = `${current}=${value}; ${current}=x`;
    const { answer } = await logInByCookie(service(), email, fromOurPage(twice));
    expect(answer.status).to.equal(200);
    const loggedOut = await call('POST', logout, twice);
    expect(loggedOut.status).to.equal(204);
    expect(setCookies(loggedOut.answer)[current]).to.include({ value: '', maxAge: 0 });
    expect((await call('GET', me, cookie)).status).to.equal(200);
  });

  it('ASVS 3.3.3 two access cookies: in any order: are an invalid token, and a guest where guests may read', async () => {
    const { access: token } = await logInByCookie(service());
    for (const cookie of [
      `${access}=${token}; ${access}=x`,
      `${access}=x; ${access}=${token}`,
      `${access}=${token};${access}\t=${token}`,
    ]) {
      expect(await call('GET', me, cookie)).to.include(invalid);
      expect(await call('PATCH', me, cookie, { visibleName: 'Anew' })).to.include(invalid);
      expect((await call('GET', '/api/v1/movies', cookie)).status).to.equal(200);
    }
  });

  it('ASVS 3.3.3 a name with a no-break space, to which browsers give no protection: is another name', async () => {
    const { refresh: value, cookie } = await logInByCookie(service());
    const foreign = `\xa0${current}=${value}`;
    expect(await call('POST', refresh, foreign)).to.include({ status: 401, code: 'unauthenticated' });
    expect((await call('POST', refresh, `${foreign}; ${cookie}`)).status).to.equal(200);
  });

  it('a refresh cookie, which a browser sends everywhere: counts for a login, a refresh and a logout only', async () => {
    const { refresh: value } = await logInByCookie(service());
    const cookie = cookieHeader({ [current]: value });
    for (const [method, path, body] of [
      ['GET', me],
      ['PATCH', me, { visibleName: 'Anew' }],
      ['DELETE', me, { currentPassword: 'x' }],
      ['GET', '/api/v1/auth/sessions'],
      ['DELETE', '/api/v1/auth/sessions'],
      ['POST', '/api/v1/movies', {}],
    ] as const)
      expect(await call(method, path, cookie, body), path).to.include({
        status: 401,
        code: 'unauthenticated',
      });
    for (const path of ['/api/v1/movies', '/health/ready', '/openapi.json', '/docs', '/account/reset'])
      expect((await call('GET', path, cookie)).status, path).to.equal(200);
    const { answer } = await call('POST', login, cookie, { email: 'nobody@example.com', password: 'x' });
    expect(answer.text).to.not.include(value);
    expect((await call('POST', refresh, cookie)).status).to.equal(200);
    expect(JSON.stringify(service().log)).to.not.include(value);
  });
});
