import { expect } from 'chai';
import { Redis } from 'ioredis';
import { eventually } from '../../integration/contracts/fixtures.js';
import { redisUrl } from '../../support/servers/servers.js';
import { useService } from '../../support/service.js';
import { cookiesOf, fromOurPage } from './cookie-jar.js';
import { me, newPassword, password, registration, signedIn } from './people.js';

const auth = '/api/v1/auth';

describe('responses with tokens, sessions or personal data:', () => {
  const service = useService();
  const headersOf = async (
    method: string,
    path: string,
    { cookie, body, extra = {} }: { cookie?: string; body?: object; extra?: object } = {},
  ) => {
    const headers = { ...(cookie !== undefined && fromOurPage(cookie)), ...extra } as Record<string, string>;
    const response = await service().call(method, path, { headers, body });
    return { status: response.status, cacheControl: response.headers.get('cache-control') };
  };

  it('ASVS 14.3.2 of every account route, successes and errors: are not to be stored', async () => {
    const { cookie, person } = await cookiesOf(service());
    const { id, email } = person;
    const { cookie: other } = await cookiesOf(service(), { ...person, ...(await service().signIn(person)) });
    const etag = (await service().call('GET', me, { headers: { cookie } })).headers.get('etag') ?? '';
    const asAdmin = { extra: { authorization: `Bearer ${await service().tokenAs('admin')}` } };
    const currentPassword = 'wrong';
    const requests: [string, string, Parameters<typeof headersOf>[2], number][] = [
      ['POST', `${auth}/register`, { body: registration() }, 201],
      ['POST', `${auth}/register`, { body: registration({ email }) }, 409],
      ['POST', `${auth}/login`, { body: { email, password } }, 200],
      ['POST', `${auth}/login`, { body: { email, password, transport: 'cookie' } }, 200],
      ['POST', `${auth}/login`, { body: { email, password: 'wrong' } }, 401],
      ['POST', `${auth}/refresh`, { cookie }, 200],
      ['POST', `${auth}/refresh`, { body: { refreshToken: 'x' } }, 401],
      ['POST', `${auth}/refresh`, { body: { refreshToken: 7 } }, 422],
      ['GET', `${auth}/sessions`, { cookie }, 200],
      ['HEAD', `${auth}/sessions`, { cookie }, 200],
      ['GET', `${auth}/sessions`, {}, 401],
      ['DELETE', `${auth}/sessions/7`, { cookie }, 404],
      ['GET', me, { cookie }, 200],
      ['GET', me, { cookie, extra: { 'if-none-match': etag } }, 304],
      ['PATCH', me, { cookie, body: { visibleName: `Private ${id}` } }, 200],
      ['GET', `${me}/export`, { cookie }, 200],
      ['PUT', `${me}/password`, { cookie, body: { currentPassword, newPassword } }, 401],
      ['DELETE', me, { cookie, body: { currentPassword } }, 401],
      ['GET', '/api/v1/users', asAdmin, 200],
      ['GET', `/api/v1/users/${id}`, asAdmin, 200],
      ['POST', `${auth}/logout`, { cookie: other }, 204],
      ['DELETE', `/api/v1/users/${id}/sessions`, asAdmin, 204],
      ['DELETE', `${auth}/sessions`, { cookie }, 401],
    ];
    for (const [method, path, options, status] of requests) {
      const seen = await headersOf(method, path, options);
      expect({ method, path, ...seen }).to.deep.equal({ method, path, status, cacheControl: 'no-store' });
    }
  });

  it('ASVS 14.2.1 tokens in the query, under any name: are rejected on every route, and not logged', async () => {
    const { cookie, access, refresh } = await cookiesOf(service());
    for (const [method, path] of [
      ['GET', `${me}?access_token=${access}`],
      ['GET', `${auth}/sessions?token=${access}`],
      ['GET', `/api/v1/movies?access_token=${access}`],
      ['POST', `${auth}/refresh?refresh_token=${refresh}`],
      ['POST', `${auth}/logout?refreshToken=${refresh}`],
      ['DELETE', `${auth}/sessions?access_token=${access}`],
    ] as const) {
      expect((await headersOf(method, path, { cookie })).status, path).to.equal(400);
      expect((await headersOf(method, path)).status, path).to.be.oneOf([400, 401]);
    }
    expect((await headersOf('GET', me, { cookie })).status).to.equal(200);
    expect(JSON.stringify(service().log)).to.not.include(access).and.to.not.include(refresh);
  });

  it('ASVS 14.2.2 about an account: are in no shared cache', async () => {
    const { cookie, person } = await cookiesOf(service());
    const title = `Shared ${person.visibleName}`;
    const { id } = await service().movie({ title });
    for (const path of [me, `${me}/export`, `${auth}/sessions`])
      expect((await service().call('GET', path, { headers: { cookie } })).status).to.equal(200);
    const token = await service().tokenAs('admin');
    await service().call('GET', `/api/v1/users/${person.id}`, { token });
    const isCached = async () =>
      (await service().call('GET', `/api/v1/movies/${id}`)).headers.get('x-cache') === 'hit';
    await eventually(isCached, 'the movie was cached');
    const redis = new Redis(await redisUrl());
    const cached: string[] = [];
    for await (const names of redis.scanStream({ count: 1_000 }))
      for (const name of names as string[])
        cached.push(name, String((await redis.get(name).catch(() => '')) ?? ''));
    redis.disconnect();
    expect(cached.some((one) => one.includes(title))).to.equal(true);
    expect(cached.filter((one) => one.includes(person.email))).to.deep.equal([]);
  });
});

describe('the request log of account routes:', () => {
  const trusting = useService({ TRUST_PROXY: 'loopback' });
  const plain = useService();
  const ip = '198.51.100.7';
  let made = 0;

  /** Sends a request through a proxy. Returns its only log line. */
  const logged = async (
    method: string,
    path: string,
    options: { token?: string; body?: object; headers?: Record<string, string> } = {},
    service = trusting(),
  ) => {
    made += 1;
    const id = `logged-${made}`;
    const headers = { 'x-forwarded-for': ip, 'x-request-id': id, ...options.headers };
    await service.call(method, `/api/v1${path}`, { ...options, headers });
    await service.call('GET', '/health/live');
    const lines = service.log.filter(({ requestId }) => requestId === id);
    expect(lines, JSON.stringify(lines)).to.have.length(1);
    return lines[0];
  };

  it('ASVS 16.3.1 a login and a refresh: has the user or the code, and the address', async () => {
    const { email, id: userId, refreshToken } = await signedIn(trusting());
    const login = await logged('POST', '/auth/login', { body: { email, password } });
    const refresh = await logged('POST', '/auth/refresh', { body: { refreshToken } });
    for (const line of [login, refresh]) expect(line).to.include({ status: 200, userId, ip });
    const unknown = await logged('POST', '/auth/login', { body: { email: 'nobody@example.com', password } });
    expect(unknown).to.include({ status: 401, code: 'invalid-credentials', userId: null, ip });
    const invalid = await logged('POST', '/auth/refresh', { body: { refreshToken: 'A'.repeat(43) } });
    expect(invalid).to.include({ status: 401, code: 'token-invalid', userId: null, ip });
  });

  it('ASVS 16.3.2 a forbidden and a cross-site request: has user, code and address', async () => {
    const user = await trusting().user();
    const forbidden = await logged('GET', '/users', { token: trusting().tokenOf(user) });
    expect(forbidden).to.include({
      status: 403,
      code: 'forbidden',
      userId: user.id,
      ip,
      route: '/api/v1/users',
    });
    const cookie = `access_token=${await trusting().tokenAs('moderator')}`;
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    const foreign = await logged('POST', '/authors', { headers, body: { name: 'Agnès Varda' } });
    expect(foreign).to.include({ status: 403, code: 'cross-site-request', ip });
  });

  it('ASVS 4.1.3/15.3.4 without a trusted proxy: has the address of the peer; of other requests: none', async () => {
    const rejected = await logged('GET', '/users', {}, plain());
    expect(rejected).to.include({ status: 401, code: 'unauthenticated', ip: '127.0.0.1' });
    const line = await logged('GET', '/movies', { token: await trusting().tokenAs('user') });
    expect(line).to.include({ status: 200 }).and.to.not.have.any.keys('ip', 'code');
  });
});
