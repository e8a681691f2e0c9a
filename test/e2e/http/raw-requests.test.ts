import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { expect } from 'chai';
import { openSocket, rawMessage, rawRequest, readToEnd } from '../../support/raw-http.js';
import { useService } from '../../support/service.js';

const json = { 'Content-Type': 'application/json' };
const [movies, login] = ['/api/v1/movies', '/api/v1/auth/login'];
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('raw requests:', () => {
  const service = useService();
  const get = (target: string, headers = {}) => rawRequest(service().url, rawMessage('GET', target, headers));

  const problems: [what: string, message: string, status: number, code: string][] = [
    ['ASVS 4.1.4 TRACE', rawMessage('TRACE', movies), 405, 'method-not-allowed'],
    ['ASVS 4.1.4 TRACE of nothing', rawMessage('TRACE', '/nothing'), 404, 'no-such-route'],
    ['an invalid encoding of a path', rawMessage('GET', `${movies}/%E0%A4%A`), 400, 'invalid-parameter'],
    ['a lone per cent sign', rawMessage('GET', `${movies}/%`), 400, 'invalid-parameter'],
    ['two slashes in front', rawMessage('GET', `/${movies}`), 404, 'no-such-route'],
    ['a path in upper case', rawMessage('GET', '/API/V1/movies'), 404, 'no-such-route'],
    ['a trailing slash', rawMessage('GET', `${movies}/`), 404, 'no-such-route'],
    ['dots in a path', rawMessage('GET', `/docs/..${movies}`), 404, 'no-such-route'],
    ['encoded dots', rawMessage('GET', '/docs/%2e%2e/%2e%2e/package.json'), 404, 'no-such-route'],
    ['an asterisk', rawMessage('OPTIONS', '*'), 404, 'no-such-route'],
    ['an absolute target without a host', rawMessage('GET', 'http://'), 404, 'no-such-route'],
    ['an absolute target that is not a URL', rawMessage('GET', `http://[${movies}`), 404, 'no-such-route'],
    [
      'a line break in a query',
      rawMessage('GET', `${movies}?limit=1%0d%0aX-Evil:%201`),
      400,
      'invalid-parameter',
    ],
    ['a line break in a path', rawMessage('GET', `${movies}/1%0d%0aX-Evil:%201`), 404, 'not-found'],
    [
      'a body cut short in its JSON',
      rawMessage('POST', login, { ...json, 'Content-Length': '4' }, '{"a"'),
      400,
      'malformed-json',
    ],
    [
      'a chunked body of invalid JSON',
      rawMessage('POST', login, { ...json, 'Transfer-Encoding': 'chunked' }, '1\r\n{\r\n0\r\n\r\n'),
      400,
      'malformed-json',
    ],
    [
      'invalid gzip',
      rawMessage('POST', login, { ...json, 'Content-Encoding': 'gzip', 'Content-Length': '2' }, '{}'),
      400,
      'malformed-json',
    ],
  ];
  it('with odd targets, methods and bodies: return their problem, under the id and headers of any response', async () => {
    for (const [what, message, status, code] of problems) {
      const response = await rawRequest(service().url, message);
      const problem = JSON.parse(response.body);
      expect([what, response.status, problem.status, problem.code]).to.deep.equal([
        what,
        status,
        status,
        code,
      ]);
      expect(response.headers.get('x-request-id')).to.equal(problem.requestId);
      expect(response.headers.get('x-evil')).to.equal(null);
      expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
    }
  });

  it('with an absolute target: are served by its path', async () => {
    for (const host of ['elsewhere.test', 'elsewhere.test:99999']) {
      const response = await get(`http://${host}${movies}?limit=1`);
      expect([response.status, JSON.parse(response.body).page.limit]).to.deep.equal([200, 1]);
    }
  });

  it('HEAD: returns the status and length of GET, and no body', async () => {
    for (const [path, status] of [
      ['/docs', 200],
      ['/', 302],
      ['/api/v1/users/me', 401],
      ['/nothing', 404],
    ] as const) {
      const headers = { 'X-Request-Id': 'the-same' };
      const head = await rawRequest(service().url, rawMessage('HEAD', path, headers));
      expect([path, head.status, head.body]).to.deep.equal([path, status, '']);
      const length = (await get(path, headers)).headers.get('content-length');
      expect(head.headers.get('content-length')).to.equal(length);
    }
  });

  it('the X-Request-Id: is kept if valid, else replaced, in the response and in the problem', async () => {
    for (const [given, isKept] of [
      ['Trace_01.b-c', true],
      ['two words', false],
    ] as const) {
      const { headers, body } = await get('/nothing', { 'X-Request-Id': given });
      const id = headers.get('x-request-id');
      expect(JSON.parse(body).requestId).to.equal(id);
      if (isKept) expect(id).to.equal(given);
      else expect(id).to.match(uuid);
    }
    const two = await get('/nothing', { 'X-Request-Id': 'one', 'x-request-id': 'two' });
    expect(two.headers.get('x-request-id')).to.match(uuid);
    const names = Array.from({ length: 50 }, (_, i) => `request-${i}`);
    const ids = names.map(async (id) => {
      const { body } = await service().call('GET', `${movies}/2147483647`, {
        headers: { 'x-request-id': id },
      });
      return body.requestId;
    });
    expect(await Promise.all(ids)).to.deep.equal(names);
  });

  it('a body that its client never finishes: is not logged as an error', async () => {
    const before = service().log.length;
    const socket = await openSocket(service().url);
    socket.write(rawMessage('POST', login, { ...json, 'Content-Length': '100' }, '{"email"'));
    socket.destroySoon();
    await readToEnd(socket);
    const { body } = await service().call('GET', '/health/ready');
    expect(body.checks).to.include({ database: 'up', migrations: 'up' });
    const errors = service()
      .log.slice(before)
      .filter(({ level }) => level === 'error');
    expect(errors).to.deep.equal([]);
  });

  // Waiting for the timeouts would take too long; the server object, which every request refers to, has their values.
  it('ASVS 4.3.1 slow clients: are disconnected within seconds; idle connections are kept longer than proxies keep them', async () => {
    const servers: Server[] = [];
    const listener = (message: unknown) => servers.push((message as { server: Server }).server);
    subscribe('http.server.request.start', listener);
    const { headers } = await service().call('GET', '/health/live');
    unsubscribe('http.server.request.start', listener);
    expect(headers.get('keep-alive')).to.equal('timeout=65');
    const [server] = servers as (Server & { connectionsCheckingInterval: number })[];
    expect(server?.headersTimeout).to.be.within(1, 10_000);
    expect(server?.requestTimeout).to.be.within(1, 30_000);
    expect(server?.connectionsCheckingInterval).to.be.within(1, 10_000);
  });
});
