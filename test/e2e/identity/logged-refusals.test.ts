import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { logIn, register } from './people.js';

const ip = '198.51.100.7';

describe('the log, of who signs in and who is refused:', () => {
  const trusting = useService({ TRUST_PROXY: 'loopback' });
  const plain = useService();
  let made = 0;

  /** Sends a request by way of a proxy; what the log tells of it, in one line. */
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

  it('ASVS 16.3.1 a login and a refresh that succeed: tells whose and from where', async () => {
    const { body: user } = await register(trusting());
    const login = await logged('POST', '/auth/login', {
      body: { email: user.email, password: 'seven quiet violins' },
    });
    const { refreshToken } = (await logIn(trusting(), user.email)).body;
    const refresh = await logged('POST', '/auth/refresh', { body: { refreshToken } });
    for (const line of [login, refresh]) expect(line).to.include({ status: 200, userId: user.id, ip });
  });

  it('ASVS 16.3.1 a login and a refresh that fail: tells why and from where', async () => {
    const body = { email: 'nobody@example.com', password: 'seven quiet violins' };
    const login = await logged('POST', '/auth/login', { body });
    expect(login).to.include({ status: 401, code: 'invalid-credentials', userId: null, ip });
    const refresh = await logged('POST', '/auth/refresh', { body: { refreshToken: 'A'.repeat(43) } });
    expect(refresh).to.include({ status: 401, code: 'token-invalid', userId: null, ip });
  });

  it('ASVS 16.3.2 what somebody may not do: tells who tried it and from where', async () => {
    const user = await trusting().user();
    const token = trusting().tokenOf(user);
    const line = await logged('GET', '/users', { token });
    expect(line).to.include({ status: 403, code: 'forbidden', userId: user.id, ip, route: '/api/v1/users' });
  });

  it('ASVS 16.3.2 a request of another site by cookie: tells that and from where', async () => {
    const cookie = `access_token=${await trusting().tokenAs('moderator')}`;
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    const line = await logged('POST', '/authors', { headers, body: { name: 'Agnès Varda' } });
    expect(line).to.include({ status: 403, code: 'cross-site-request', ip });
  });

  it('ASVS 4.1.3/15.3.4 a refusal, without a proxy that we trust: tells the address of the peer', async () => {
    const line = await logged('GET', '/users', {}, plain());
    expect(line).to.include({ status: 401, code: 'unauthenticated', ip: '127.0.0.1' });
  });

  it('what is neither: tells no address', async () => {
    const line = await logged('GET', '/movies', { token: await trusting().tokenAs('user') });
    expect(line).to.include({ status: 200 }).and.to.not.have.any.keys('ip', 'code');
  });
});
