import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useService } from '../../support/service.js';
import { cookiesOf, fromOurPage, logInByCookie, setCookies } from './cookie-jar.js';
import { databaseOf, me, outcomeOf, partOf, signedIn } from './people.js';

const sessions = '/api/v1/auth/sessions';
const [refresh, logout] = ['/api/v1/auth/refresh', '/api/v1/auth/logout'];
const sidOf = (accessToken: string): string => partOf(accessToken, 1).sid;

describe('cookies planted by another subdomain, or set by an earlier release:', () => {
  const service = useService({ COOKIES__SECURE: 'true' });
  const [access, current, earlier] = [
    '__Host-access_token',
    '__Host-refresh_token',
    '__Secure-refresh_token',
  ];
  const call = (method: string, path: string, cookie: string, body?: object) =>
    service().call(method, path, { headers: fromOurPage(cookie), body });

  const session = () => cookiesOf(service(), undefined, '__Host-');
  /** A session with a refresh token in the format of earlier releases. */
  const earlierSession = async () => {
    const one = await session();
    const tokens = service().service.container.get(ids.Sessions).refreshTokens;
    const token = tokens.random();
    const row = { hash: tokens.hash(token), session_id: one.person.sessionId };
    await databaseOf(service())('refresh_tokens').insert(row);
    return { ...one, refresh: token };
  };

  it('the refresh cookie of an earlier release: is exchanged for a current one and removed', async () => {
    const { access: token, refresh: value } = await earlierSession();
    const response = await call('POST', refresh, `${earlier}=${value}`);
    expect(response.status).to.equal(200);
    const cookies = setCookies(response);
    expect(Object.keys(cookies)).to.have.members([access, current, earlier]);
    const attributes = 'HttpOnly; Path=/api/v1/auth; SameSite=Strict; Secure';
    expect(cookies[earlier]).to.deep.equal({ value: '', maxAge: 0, attributes });
    expect(sidOf(cookies[access]?.value ?? '')).to.equal(sidOf(token));
    expect((await call('POST', refresh, `${current}=${cookies[current]?.value}`)).status).to.equal(200);
  });

  it('the refresh cookie of an earlier release, at a logout and a login: ends its session and is removed', async () => {
    const [one, two] = [await earlierSession(), await earlierSession()];
    const ended = await call('POST', logout, `${earlier}=${one.refresh}`);
    const { response } = await logInByCookie(
      service(),
      two.person.email,
      fromOurPage(`${earlier}=${two.refresh}`),
    );
    for (const each of [ended, response]) expect(setCookies(each)[earlier]).to.include({ value: '' });
    for (const { cookie } of [one, two])
      expect((await call('GET', me, cookie)).body.code).to.equal('session-ended');
  });

  it('ASVS 3.3.3 a cookie planted under the earlier name: does not count, and is removed', async () => {
    const [mine, planted] = [await session(), await session()];
    const beside = `${earlier}=${planted.refresh}; ${earlier}=x; ${current}=${mine.refresh}`;
    const response = await call('POST', refresh, beside);
    expect(response.status).to.equal(200);
    expect(sidOf(setCookies(response)[access]?.value ?? '')).to.equal(sidOf(mine.access));
    expect(setCookies(response)[earlier]).to.include({ value: '', maxAge: 0 });
    const alone = await call('POST', refresh, `${earlier}=${planted.refresh}`);
    expect(alone.body.code).to.equal('unauthenticated');
  });

  it('ASVS 3.3.3 two cookies of one name, in any order: reject a refresh and change nothing', async () => {
    for (const [name, start] of [
      [current, session],
      [earlier, earlierSession],
    ] as const) {
      const [mine, planted] = [(await start()).refresh, (await start()).refresh];
      for (const [one, other] of [
        [mine, planted],
        [mine, mine],
        [mine, ''],
        ['', mine],
      ]) {
        const response = await call('POST', refresh, `${name}=${one}; ${name}=${other}`);
        expect(outcomeOf(response)).to.deep.equal([401, 'token-invalid']);
        expect(setCookies(response)).to.deep.equal({});
      }
      for (const value of [mine, planted])
        expect((await call('POST', refresh, `${name}=${value}`)).status).to.equal(200);
    }
  });

  it('ASVS 3.3.3 two refresh cookies: at a login end no session; at a logout are removed', async () => {
    const { person, refresh: value, cookie } = await session();
    const twice = `${current}=${value}; ${current}=x`;
    expect((await logInByCookie(service(), person.email, fromOurPage(twice))).response.status).to.equal(200);
    const ended = await call('POST', logout, twice);
    expect([ended.status, setCookies(ended)[current]?.value]).to.deep.equal([204, '']);
    expect((await call('GET', me, cookie)).status).to.equal(200);
  });

  it('ASVS 3.3.3 two access cookies, in any order: are an invalid token, and a guest on public reads', async () => {
    const { token } = await signedIn(service());
    for (const cookie of [
      `${access}=${token}; ${access}=x`,
      `${access}=x; ${access}=${token}`,
      `${access}=${token};${access}\t=${token}`,
    ]) {
      const body = { visibleName: 'Anew' };
      for (const response of [await call('GET', me, cookie), await call('PATCH', me, cookie, body)])
        expect(outcomeOf(response)).to.deep.equal([401, 'token-invalid']);
      expect((await call('GET', '/api/v1/movies', cookie)).status).to.equal(200);
    }
  });

  it('ASVS 3.3.3 a name with a no-break space, which browsers do not protect: is another name', async () => {
    const { refresh: value, cookie } = await session();
    const foreign = `\xa0${current}=${value}`;
    expect(outcomeOf(await call('POST', refresh, foreign))).to.deep.equal([401, 'unauthenticated']);
    expect((await call('POST', refresh, `${foreign}; ${cookie}`)).status).to.equal(200);
  });

  it('a refresh cookie, which the browser sends with every request: is used by login, refresh and logout only', async () => {
    const { refresh: value } = await session();
    const cookie = `${current}=${value}`;
    for (const [method, path, body] of [
      ['GET', me],
      ['DELETE', sessions],
      ['POST', '/api/v1/movies', {}],
    ] as const)
      expect(outcomeOf(await call(method, path, cookie, body)), path).to.deep.equal([401, 'unauthenticated']);
    for (const path of ['/api/v1/movies', '/health/ready', '/docs', '/account/reset'])
      expect((await call('GET', path, cookie)).status, path).to.equal(200);
    expect((await call('POST', refresh, cookie)).status).to.equal(200);
    expect(JSON.stringify(service().log)).to.not.include(value);
  });
});
