import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Server } from 'node:http';
import { expect } from 'chai';
import { openSocket, rawMessage, rawRequest, readToEnd } from '../../support/raw-http.js';
import { useService } from '../../support/service.js';

const json = { 'Content-Type': 'application/json' };

describe('raw requests:', () => {
  const service = useService();

  const problems: [string, string, number, string][] = [
    ['ASVS 4.1.4 TRACE', rawMessage('TRACE', '/api/v1/movies'), 405, 'method-not-allowed'],
    ['ASVS 4.1.4 TRACE of nothing', rawMessage('TRACE', '/nothing'), 404, 'no-such-route'],
    ['ASVS 4.1.4 a method of WebDAV', rawMessage('PROPFIND', '/api/v1/movies'), 405, 'method-not-allowed'],
    ['a path that is badly encoded', rawMessage('GET', '/api/v1/movies/%E0%A4%A'), 400, 'invalid-parameter'],
    ['a lone per cent sign', rawMessage('GET', '/api/v1/movies/%'), 400, 'invalid-parameter'],
    ['two slashes in front', rawMessage('GET', '//api/v1/movies'), 404, 'no-such-route'],
    ['a path in upper case', rawMessage('GET', '/API/V1/movies'), 404, 'no-such-route'],
    ['a slash behind', rawMessage('GET', '/api/v1/movies/'), 404, 'no-such-route'],
    ['dots in a path', rawMessage('GET', '/docs/../api/v1/movies'), 404, 'no-such-route'],
    ['encoded dots', rawMessage('GET', '/docs/%2e%2e/%2e%2e/package.json'), 404, 'no-such-route'],
    ['an asterisk', rawMessage('OPTIONS', '*'), 404, 'no-such-route'],
    ['an absolute target without a host', rawMessage('GET', 'http://'), 404, 'no-such-route'],
    ['an absolute target that is no URL', rawMessage('GET', 'http://[/api/v1/movies'), 404, 'no-such-route'],
    [
      'an encoded line break in a query',
      rawMessage('GET', '/api/v1/movies?limit=1%0d%0aX-Evil:%201'),
      400,
      'invalid-parameter',
    ],
    [
      'an encoded line break in a path',
      rawMessage('GET', '/api/v1/movies/1%0d%0aX-Evil:%201'),
      404,
      'not-found',
    ],
    [
      'a body cut short in its JSON',
      rawMessage('POST', '/api/v1/auth/login', { ...json, 'Content-Length': '4' }, '{"a"'),
      400,
      'malformed-json',
    ],
    [
      'a chunked body of bad JSON',
      rawMessage(
        'POST',
        '/api/v1/auth/login',
        { ...json, 'Transfer-Encoding': 'chunked' },
        '1\r\n{\r\n0\r\n\r\n',
      ),
      400,
      'malformed-json',
    ],
    [
      'gzip that is none',
      rawMessage(
        'POST',
        '/api/v1/auth/login',
        { ...json, 'Content-Encoding': 'gzip', 'Content-Length': '2' },
        '{}',
      ),
      400,
      'malformed-json',
    ],
  ];
  for (const [what, message, status, code] of problems) {
    it(`${what}: over a bare socket: answers ${status} ${code}`, async () => {
      const answer = await rawRequest(service().url, message);
      expect(answer.status).to.equal(status);
      expect(JSON.parse(answer.body)).to.include({ status, code });
      expect(answer.headers.get('x-request-id')).to.equal(JSON.parse(answer.body).requestId);
      expect(answer.headers.get('x-evil')).to.equal(null);
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
    });
  }

  for (const target of [
    'http://elsewhere.test/api/v1/movies?limit=1',
    'http://elsewhere.test:99999/api/v1/movies',
  ]) {
    it(`the absolute target ${target}: over a bare socket: is answered by its path`, async () => {
      const answer = await rawRequest(service().url, rawMessage('GET', target));
      expect(answer.status).to.equal(200);
      expect(JSON.parse(answer.body).items).to.deep.equal([]);
    });
  }

  for (const [path, status] of [
    ['/api/v1/movies', 200],
    ['/health/live', 200],
    ['/docs', 200],
    ['/problems', 200],
    ['/', 302],
    ['/api/v1/users/me', 401],
    ['/nothing', 404],
    ['/api/v1/auth/login', 405],
  ] as const) {
    it(`HEAD ${path}: over a bare socket: answers ${status} with the length of GET and no body`, async () => {
      const [head, get] = await Promise.all(
        ['HEAD', 'GET'].map((method) =>
          rawRequest(service().url, rawMessage(method, path, { 'X-Request-Id': 'the-same' })),
        ),
      );
      expect(head).to.include({ status, body: '' });
      if (status < 405)
        expect(head?.headers.get('content-length')).to.equal(get?.headers.get('content-length'));
    });
  }

  it('a body that its sender never finishes: after the connection is gone: leaves the service as it was', async () => {
    const before = service().log.length;
    const socket = await openSocket(service().url);
    socket.write(rawMessage('POST', '/api/v1/auth/login', { ...json, 'Content-Length': '100' }, '{"email"'));
    socket.destroySoon();
    await readToEnd(socket);
    const { body } = await service().call('GET', '/health/ready');
    expect(body.checks).to.include({ database: 'up', migrations: 'up' });
    expect(
      service()
        .log.slice(before)
        .filter(({ level }) => level === 'error'),
    ).to.deep.equal([]);
  });

  it('a connection that is kept: is kept for longer than proxies do, who would find it closed', async () => {
    const { headers } = await service().call('GET', '/health/live');
    expect(headers.get('keep-alive')).to.equal('timeout=65');
  });

  // Waiting for it would take the test as long as the limits are; the server tells of itself with every request.
  it('ASVS 4.3.1 slow clients: by the limits of the server: are cut off within seconds', async () => {
    const servers: Server[] = [];
    const listener = (message: unknown) => servers.push((message as { server: Server }).server);
    subscribe('http.server.request.start', listener);
    await service().call('GET', '/health/live');
    unsubscribe('http.server.request.start', listener);
    const [server] = servers as (Server & { connectionsCheckingInterval: number })[];
    expect(server?.headersTimeout).to.be.within(1, 10_000);
    expect(server?.requestTimeout).to.be.within(1, 30_000);
    expect(server?.connectionsCheckingInterval).to.be.within(1, 10_000);
  });
});
