import { expect } from 'chai';
import { type CallResult, useService } from '../../support/service.js';
import { cookieHeader, fromOurPage, logInByCookie, password, setCookies } from './cookie-jar.js';

const own = 'https://media.example';
const friends = ['https://films.example', 'http://localhost:5173'];
const [friend = ''] = friends;
const evil = 'https://evil.example';
const me = '/api/v1/users/me';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];
const sessions = '/api/v1/auth/sessions';

/** What a browser says of a request: where its page is from, and how that is related to us. */
const said = (site?: string, origin?: string): Record<string, string> => ({
  ...(site !== undefined && { 'sec-fetch-site': site }),
  ...(origin !== undefined && { origin }),
});
const fromElsewhere = [
  said(),
  said('cross-site', evil),
  said('same-site', 'https://other.media.example'),
  said('cross-site', 'null'),
];

describe('requests from other sites:', () => {
  const service = useService({ PUBLIC_URL: own, CORS__ORIGINS: friends.join(', ') });
  const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    service().call(method, path, { headers, body });
  const told = ({ status, body }: CallResult) => (status < 300 ? 'done' : `${status} ${body.code}`);
  const refused = '403 cross-site-request';

  const sites = [
    undefined,
    'same-origin',
    'same-site',
    'cross-site',
    'none',
    'Same-Origin',
    'none, none',
    '',
  ];
  const strange = ['null', '*', `${own}/`, `${own}:444`, 'http://media.example', `${own}.evil.example`];
  const origins = [undefined, own, ...friends, evil, ...strange, `${own}, ${evil}`, own.toUpperCase(), ''];
  for (const site of sites) {
    it(`ASVS 3.5.1 a change by cookie, Sec-Fetch-Site ${site}, from any origin: is done for us and friends only`, async () => {
      const { cookie, answer } = await logInByCookie(service());
      let { visibleName } = answer.body.user;
      for (const [i, origin] of origins.entries()) {
        const may = ['same-origin', 'none'].includes(site ?? '') || [own, ...friends].includes(origin ?? '');
        const body = { visibleName: `${answer.body.user.id} from ${i}` };
        const answered = told(await call('PATCH', me, { cookie, ...said(site, origin) }, body));
        expect(answered, origin).to.equal(may ? 'done' : refused);
        if (may) visibleName = body.visibleName;
        expect((await call('GET', me, { cookie })).body.visibleName).to.equal(visibleName);
      }
    });
  }

  const unsafe: [method: string, path: string, body?: object][] = [
    ['POST', logout],
    ['DELETE', sessions],
    ['DELETE', `${sessions}/6b1d2e0c-7a41-4c1e-9f0e-0d9b6a3f5c21`],
    ['POST', refresh],
    ['POST', login, { email: 'nobody@example.com', password, transport: 'cookie' }],
    ['POST', '/api/v1/movies', { title: 'Cléo from 5 to 7' }],
  ];
  for (const [method, path, body] of unsafe) {
    it(`ASVS 3.5.1 ${method} ${path} by cookie: from elsewhere: is refused and does nothing; from here and friends: is not`, async () => {
      const { cookie, email } = await logInByCookie(service());
      for (const headers of fromElsewhere) {
        const answer = await call(method, path, { cookie, ...headers }, body);
        expect(told(answer)).to.equal(refused);
        expect(setCookies(answer)).to.deep.equal({});
      }
      expect((await call('GET', sessions, { cookie })).body.items).to.have.lengthOf(1);
      for (const headers of [
        said('same-origin'),
        said('none'),
        said('cross-site', friend),
        said(undefined, own),
      ]) {
        const { cookie: another } = await logInByCookie(service(), email);
        expect(told(await call(method, path, { cookie: another, ...headers }, body))).to.not.equal(refused);
      }
    });
  }

  it('ASVS 3.5.1 a refresh and a logout by the refresh cookie alone: from elsewhere: are refused', async () => {
    const { refresh: token } = await logInByCookie(service());
    const cookie = cookieHeader({ refresh_token: token });
    for (const headers of fromElsewhere) {
      for (const path of [refresh, logout]) {
        expect(told(await call('POST', path, { cookie, ...headers }))).to.equal(refused);
      }
    }
    expect(told(await call('POST', refresh, fromOurPage(cookie)))).to.equal('done');
  });

  it('ASVS 3.5.1 the Host header, X-Forwarded-Host and Referer: with an origin to match: make nobody one of us', async () => {
    const { cookie } = await logInByCookie(service());
    const claims = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      referer: `${own}/docs`,
    };
    const { host } = new URL(service().url);
    for (const origin of [evil, `http://${host}`, `https://${host}`]) {
      const answer = await call('DELETE', sessions, { cookie, origin, ...claims });
      expect(told(answer), origin).to.equal(refused);
    }
  });

  it('a change by a Bearer token: from anywhere: is done, since no browser sends it by itself', async () => {
    const token = await service().tokenAs('user');
    for (const headers of fromElsewhere) {
      const { status } = await service().call('PATCH', me, {
        token,
        headers,
        body: { visibleName: 'By token' },
      });
      expect(status).to.equal(200);
    }
  });

  for (const type of [
    'text/plain',
    'text/plain;charset=application/json',
    'application/x-www-form-urlencoded',
    '',
  ]) {
    it(`ASVS 3.5.2 a body as "${type}", by cookie: from our own page too: answers 415 and does nothing`, async () => {
      const { cookie, email } = await logInByCookie(service());
      const headers = { ...fromOurPage(cookie), 'content-type': type };
      const bodies: [string, string, object][] = [
        ['PATCH', me, { visibleName: 'By form' }],
        ['POST', login, { email, password, transport: 'cookie' }],
        ['POST', logout, {}],
        ['POST', refresh, {}],
      ];
      for (const [method, path, body] of bodies) {
        const answer = await call(method, path, headers, JSON.stringify(body));
        expect(told(answer), path).to.equal('415 unsupported-media-type');
        expect(setCookies(answer)).to.deep.equal({});
      }
      expect((await call('GET', me, { cookie })).body.visibleName).to.not.equal('By form');
    });
  }
});
