import { expect } from 'chai';
import { useService } from '../../support/service.js';
import {
  cookieHeader,
  cookiesOf,
  cookieValues,
  fromOurPage,
  logInByCookie,
  setCookies,
} from './cookie-jar.js';
import { me, outcomeOf, partOf, password, signedIn } from './people.js';

const sessions = '/api/v1/auth/sessions';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];
const sidOf = (accessToken: string): string => partOf(accessToken, 1).sid;
const removed = ['', ''];

describe('sessions by cookie:', () => {
  const service = useService();
  const call = (method: string, path: string, headers: Record<string, string>, body?: object) =>
    service().call(method, path, { headers, body });
  const codeOf = async (cookie: string) => (await call('GET', me, { cookie })).body.code ?? 'in';

  it('ASVS 7.2.4 a login with the cookies of another session: ends that one; with transport body: does not, and sets none', async () => {
    const before = await cookiesOf(service());
    const { email } = before.person;
    for (const transport of ['body', undefined]) {
      const response = await call('POST', login, fromOurPage(before.cookie), { email, password, transport });
      expect(response.body).to.include.keys('accessToken', 'refreshToken');
      expect(setCookies(response)).to.deep.equal({});
    }
    expect(await codeOf(before.cookie)).to.equal('in');
    const after = await logInByCookie(service(), email, fromOurPage(before.cookie));
    for (const name of ['jti', 'sid'])
      expect(partOf(after.access, 1)[name]).to.not.equal(partOf(before.access, 1)[name]);
    expect([await codeOf(before.cookie), await codeOf(after.cookie)]).to.deep.equal(['session-ended', 'in']);
  });

  it('the end of the current session, by its id or with all others: removes the cookies; of another: does not', async () => {
    const first = await cookiesOf(service());
    const [second, other] = [await service().signIn(first.person), await service().signIn(first.person)];
    const end = (id: string, cookie: string) => call('DELETE', `${sessions}${id}`, fromOurPage(cookie));
    expect(setCookies(await end(`/${other.sessionId}`, first.cookie))).to.deep.equal({});
    const own = await end(`/${first.person.sessionId.toUpperCase()}`, first.cookie);
    expect([own.status, cookieValues(own)]).to.deep.equal([204, removed]);
    expect(cookieValues(await end('', `access_token=${second.token}`))).to.deep.equal(removed);
    const third = await cookiesOf(service());
    const response = await call('DELETE', me, fromOurPage(third.cookie), { currentPassword: password });
    expect([response.status, cookieValues(response)]).to.deep.equal([204, removed]);
  });

  it('a refresh, with any access cookie: sets new cookies', async () => {
    const { access, person, refresh: first } = await cookiesOf(service());
    let token = first;
    for (const accessCookie of [
      'x',
      '',
      undefined,
      access,
      service().tokenOf(person, undefined, new Date(0)),
    ]) {
      const cookie = cookieHeader({ access_token: accessCookie, refresh_token: token });
      const response = await call('POST', refresh, fromOurPage(cookie));
      expect(response.status, accessCookie).to.equal(200);
      token = setCookies(response).refresh_token?.value ?? '';
    }
  });

  it('ASVS 9.2.2 a refresh with an invalid cookie: returns 401 with the reason and sets none', async () => {
    const { cookie, access } = await cookiesOf(service());
    await call('POST', logout, fromOurPage(cookie));
    for (const [given, code] of [
      [cookie, 'session-ended'],
      [`refresh_token=${access}`, 'token-invalid'],
      ['refresh_token=', 'token-invalid'],
      ['other=x', 'unauthenticated'],
    ] as const) {
      const response = await call('POST', refresh, fromOurPage(given));
      expect([given, ...outcomeOf(response)]).to.deep.equal([given, 401, code]);
      expect(setCookies(response)).to.deep.equal({});
    }
  });

  it('a refresh or a logout with a token in the body: is about that one, not about the cookies sent with it', async () => {
    const { cookie, person } = await cookiesOf(service());
    const { sessionId, token, refreshToken } = await service().signIn(person);
    const refreshed = await call('POST', refresh, fromOurPage(cookie), { refreshToken });
    expect(sidOf(refreshed.body.accessToken)).to.equal(sessionId);
    const body = { refreshToken: refreshed.body.refreshToken };
    const ended = await call('POST', logout, fromOurPage(cookie), body);
    for (const response of [refreshed, ended]) expect(setCookies(response)).to.deep.equal({});
    expect((await service().call('GET', me, { token })).body.code).to.equal('session-ended');
    expect(await codeOf(cookie)).to.equal('in');
  });

  it('ASVS 7.4.1 a logout with any of the cookies: ends the session; again: only removes the cookies; with none: returns 401', async () => {
    for (const given of [
      (one: { cookie: string }) => one.cookie,
      ({ access }: { access: string }) => `access_token=${access}`,
      (one: { refresh: string }) => `access_token=x; refresh_token=${one.refresh}`,
    ]) {
      const one = await cookiesOf(service());
      for (const _ of [1, 2]) {
        const response = await call('POST', logout, fromOurPage(given(one)));
        expect([response.status, cookieValues(response)]).to.deep.equal([204, removed]);
        expect(await codeOf(one.cookie)).to.equal('session-ended');
      }
    }
    expect(outcomeOf(await call('POST', logout, {}))).to.deep.equal([401, 'unauthenticated']);
    const invalid = await call('POST', logout, {}, { refreshToken: 'x' });
    expect(outcomeOf(invalid)).to.deep.equal([401, 'token-invalid']);
  });

  const publicReads = ['/api/v1/movies', '/api/v1/permissions', '/.well-known/jwks.json', '/health/live'];

  it('a Bearer token and a cookie of two accounts: the token counts, and no cookie is removed', async () => {
    const [byCookie, { id, token }] = [await cookiesOf(service()), await signedIn(service())];
    const headers = { cookie: byCookie.cookie, authorization: `Bearer ${token}` };
    expect((await call('GET', me, headers)).body.id).to.equal(id);
    // No cookie authenticates it, so it may come from any site.
    const fromElsewhere = { ...headers, 'sec-fetch-site': 'cross-site' };
    expect((await call('PATCH', me, fromElsewhere, { visibleName: `By header ${id}` })).body.id).to.equal(id);
    const ended = await call('DELETE', `${sessions}/${sidOf(token)}`, headers);
    expect([ended.status, setCookies(ended)]).to.deep.equal([204, {}]);
    expect(await codeOf(byCookie.cookie)).to.equal('in');
  });

  it('an invalid Authorization header and a valid cookie: returns 401 everywhere', async () => {
    const { cookie, access } = await cookiesOf(service());
    for (const authorization of ['Bearer x', `Basic ${access}`, '']) {
      const headers = { ...fromOurPage(cookie), authorization };
      for (const path of [me, ...publicReads])
        expect(outcomeOf(await call('GET', path, headers)), path).to.deep.equal([401, 'token-invalid']);
      for (const path of [refresh, logout]) expect((await call('POST', path, headers)).status).to.equal(401);
    }
    expect(await codeOf(cookie)).to.equal('in');
  });

  it('ASVS 7.4.1/9.2.1/9.2.2 an invalid access cookie: is a guest on public reads; elsewhere returns 401 with the reason', async () => {
    const { cookie, person, refresh: refreshToken } = await cookiesOf(service());
    const ended = await cookiesOf(service());
    await call('POST', logout, fromOurPage(ended.cookie));
    for (const [given, code] of [
      ['access_token=x', 'token-invalid'],
      ['access_token=', 'token-invalid'],
      [`access_token=${'x'.repeat(8000)}`, 'token-invalid'],
      ['access_token=%E0%A4%A', 'token-invalid'],
      [`access_token=x; ${cookie}`, 'token-invalid'],
      [`access_token=${refreshToken}`, 'token-invalid'],
      [cookie.toUpperCase(), 'unauthenticated'],
      ['__proto__=x; constructor=y; toString', 'unauthenticated'],
      [ended.cookie, 'session-ended'],
      [`access_token=${service().tokenOf(person, undefined, new Date(0))}`, 'token-expired'],
    ] as const) {
      const headers = fromOurPage(given);
      for (const path of publicReads) expect((await call('GET', path, headers)).status, path).to.equal(200);
      for (const response of [
        await call('GET', me, headers),
        await call('POST', '/api/v1/movies', headers, {}),
        await call('DELETE', sessions, headers),
      ])
        expect([given, ...outcomeOf(response)]).to.deep.equal([given, 401, code]);
    }
  });
});
