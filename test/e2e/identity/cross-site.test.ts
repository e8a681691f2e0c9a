import { expect } from 'chai';
import { allRoutes } from '../../support/all-routes.js';
import { type CallResult, useService } from '../../support/service.js';
import { cookiesOf, fromOurPage, setCookies } from './cookie-jar.js';
import { emailsSent } from './emails.js';
import { databaseOf, me, password, signedIn } from './people.js';

const own = 'https://media.example';
const allowed = ['https://films.example', 'http://localhost:5173'];
const evil = 'https://evil.example';
const [login, refresh, logout] = ['/api/v1/auth/login', '/api/v1/auth/refresh', '/api/v1/auth/logout'];
const sessions = '/api/v1/auth/sessions';

/** The headers with which a browser reports the origin of the page that sends a request. */
const sentFrom = (site?: string, origin?: string): Record<string, string> => ({
  ...(site !== undefined && { 'sec-fetch-site': site }),
  ...(origin !== undefined && { origin }),
});
const fromElsewhere = [
  sentFrom(),
  sentFrom('cross-site', evil),
  sentFrom('same-site', 'https://other.media.example'),
  sentFrom('cross-site', 'null'),
];
const fromHere = [
  sentFrom('same-origin'),
  sentFrom('none'),
  sentFrom('cross-site', allowed[0]),
  sentFrom(undefined, own),
];

describe('requests by cookie from other sites:', () => {
  const service = useService({ PUBLIC_URL: own, CORS__ORIGINS: allowed.join(', ') });
  const call = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    service().call(method, path, { headers, body });
  const resultOf = ({ status, body }: CallResult) => (status < 300 ? 'done' : `${status} ${body.code}`);
  const rejected = '403 cross-site-request';

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
  const origins = [undefined, own, ...allowed, evil, ...strange, `${own}, ${evil}`, own.toUpperCase(), ''];
  it('ASVS 3.5.1 a change with any Sec-Fetch-Site, from any origin: succeeds only for the own and the allowed origins', async () => {
    const { cookie, person } = await cookiesOf(service());
    let { visibleName } = person;
    for (const site of sites) {
      for (const [i, origin] of origins.entries()) {
        const may = ['same-origin', 'none'].includes(site ?? '') || [own, ...allowed].includes(origin ?? '');
        const body = { visibleName: `${person.id} of ${sites.indexOf(site)} and ${i}` };
        const result = resultOf(await call('PATCH', me, { cookie, ...sentFrom(site, origin) }, body));
        expect([site, origin, result]).to.deep.equal([site, origin, may ? 'done' : rejected]);
        if (may) visibleName = body.visibleName;
      }
      expect((await call('GET', me, { cookie })).body.visibleName).to.equal(visibleName);
    }
  });

  const unsafe: [method: string, path: string, body?: object][] = [
    ['POST', logout],
    ['DELETE', sessions],
    ['DELETE', `${sessions}/6b1d2e0c-7a41-4c1e-9f0e-0d9b6a3f5c21`],
    ['POST', refresh],
    ['POST', login, { email: 'nobody@example.com', password, transport: 'cookie' }],
    ['POST', '/api/v1/movies', { title: 'Cléo from 5 to 7' }],
  ];
  for (const [method, path, body] of unsafe) {
    it(`ASVS 3.5.1 ${method} ${path}: from other origins is rejected and does nothing; from the own and allowed origins is not`, async () => {
      const { cookie, person } = await cookiesOf(service());
      for (const headers of fromElsewhere) {
        const response = await call(method, path, { cookie, ...headers }, body);
        expect([resultOf(response), setCookies(response)]).to.deep.equal([rejected, {}]);
      }
      expect((await call('GET', sessions, { cookie })).body.items).to.have.lengthOf(1);
      for (const headers of fromHere) {
        const other = await cookiesOf(service(), { ...person, ...(await service().signIn(person)) });
        const response = await call(method, path, { cookie: other.cookie, ...headers }, body);
        expect(resultOf(response)).to.not.equal(rejected);
      }
    });
  }

  it('ASVS 3.5.1 a refresh and a logout by the refresh cookie alone: from other origins are rejected', async () => {
    const cookie = `refresh_token=${(await cookiesOf(service())).refresh}`;
    for (const headers of fromElsewhere)
      for (const path of [refresh, logout])
        expect(resultOf(await call('POST', path, { cookie, ...headers }))).to.equal(rejected);
    expect(resultOf(await call('POST', refresh, fromOurPage(cookie)))).to.equal('done');
  });

  it('ASVS 3.5.1 Host, X-Forwarded-Host and Referer with a matching origin: do not count as the own origin', async () => {
    const { cookie } = await cookiesOf(service());
    const claims = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      referer: `${own}/docs`,
    };
    const { host } = new URL(service().url);
    for (const origin of [evil, `http://${host}`, `https://${host}`])
      expect(resultOf(await call('DELETE', sessions, { cookie, origin, ...claims })), origin).to.equal(
        rejected,
      );
  });

  it('ASVS 3.5.2 a body of a type that a form may send: even from the own origin: returns 415 and does nothing', async () => {
    const { cookie, person } = await cookiesOf(service());
    for (const type of [
      'text/plain;charset=application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      '',
    ])
      for (const [method, path, body] of [
        ['PATCH', me, { visibleName: 'By form' }],
        ['POST', login, { email: person.email, password, transport: 'cookie' }],
        ['POST', logout, {}],
        ['POST', refresh, {}],
      ] as const) {
        const headers = { ...fromOurPage(cookie), 'content-type': type };
        const response = await call(method, path, headers, JSON.stringify(body));
        expect(resultOf(response), path).to.equal('415 unsupported-media-type');
        expect(setCookies(response)).to.deep.equal({});
      }
    expect((await call('GET', me, { cookie })).body.visibleName).to.not.equal('By form');
  });

  it('ASVS 3.5.3 GET and HEAD on every path, by an admin, with method overrides: change nothing', async () => {
    const { cookie, person } = await cookiesOf(service(), await signedIn(service(), { role: 'admin' }));
    await service().movie({ title: 'Stays' });
    // Due emails are sent at any time, and change tables.
    await emailsSent(service());
    const tables =
      'users sessions refresh_tokens one_time_tokens mail_queue audit changes movies authors series'.split(
        ' ',
      );
    // An export of the audit trail is recorded, like any use of this permission.
    const rowsOf = (name: string) =>
      databaseOf(service())(name)
        .orderByRaw('1')
        .modify((rows) => name === 'audit' && rows.whereNot({ action: 'audit.exported' }));
    const state = () => Promise.all(tables.map(rowsOf));
    const before = await state();
    const names = ['x-http-method-override', 'x-http-method', 'x-method-override'];
    const overrides = Object.fromEntries(names.map((name) => [name, 'DELETE']));
    const statuses = new Set<number>();
    for (const { path } of allRoutes)
      for (const method of ['GET', 'HEAD']) {
        const target = path.replace('{id}', path.startsWith(sessions) ? person.sessionId : '1');
        const headers = { cookie, ...sentFrom('cross-site', evil), ...overrides };
        statuses.add((await call(method, target, headers)).status);
      }
    expect([...statuses]).to.include.members([200, 405]);
    expect(await state()).to.deep.equal(before);
  });

  it('ASVS 3.4.2 responses with credentials: name allowed origins exactly, and no others', async () => {
    const { cookie } = await cookiesOf(service());
    for (const [method, path] of [
      ['GET', me],
      ['GET', '/nothing'],
      ['DELETE', sessions],
      ['OPTIONS', login],
    ] as const)
      for (const origin of [
        ...allowed,
        own,
        evil,
        'null',
        '*',
        `${own}.evil.example`,
        'http://films.example',
      ]) {
        const { headers } = await call(method, path, {
          cookie,
          origin,
          'access-control-request-method': 'POST',
        });
        const isAllowed = allowed.includes(origin);
        expect(headers.get('access-control-allow-origin'), origin).to.equal(isAllowed ? origin : null);
        expect(headers.get('access-control-allow-credentials')).to.equal(isAllowed ? 'true' : null);
        expect(headers.get('vary')).to.match(/\bOrigin\b/i);
      }
  });
});
