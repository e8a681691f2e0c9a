import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { openSocket, rawMessage, rawRequest, readToEnd } from '../../support/raw-http.js';
import { useService } from '../../support/service.js';

const json = { 'Content-Type': 'application/json' };
const login = '/api/v1/auth/login';
const movies = '/api/v1/movies';
const chunked = { ...json, 'Transfer-Encoding': 'chunked' };
const malformed = [400, 'malformed-request'] as const;

describe('requests that are not valid HTTP:', () => {
  const service = useService();

  const rejected: [what: string, message: string, status: number, code: string][] = [
    ['ASVS 4.1.4 an unknown method', rawMessage('FROBNICATE', movies), ...malformed],
    ['a method in lower case', rawMessage('get', movies), ...malformed],
    [
      'headers of 32 KiB',
      rawMessage('GET', movies, { 'X-Big': 'x'.repeat(32_768) }),
      431,
      'headers-too-large',
    ],
    [
      'a target of 32 KiB',
      rawMessage('GET', `${movies}?cursor=${'x'.repeat(32_768)}`),
      431,
      'headers-too-large',
    ],
    ['a path of Latin-1', rawMessage('GET', '/api/v1/\xe9'), ...malformed],
    ['an unknown scheme', rawMessage('GET', 'x:y'), ...malformed],
    ['a NUL in a header', rawMessage('GET', movies, { 'X-Nul': 'a\0b' }), ...malformed],
    ['a space before the colon', rawMessage('GET', movies, { 'X-Space ': '1' }), ...malformed],
    [
      'two lengths of body',
      rawMessage('POST', login, { ...json, 'Content-Length': '2', 'content-length': '3' }, '{}'),
      ...malformed,
    ],
    [
      'a length and chunks, as smugglers send them',
      rawMessage('POST', login, { ...chunked, 'Content-Length': '5' }, '0\r\n\r\n'),
      ...malformed,
    ],
    ['a chunk of an invalid size', rawMessage('POST', login, chunked, 'zz\r\n'), ...malformed],
    [
      'chunk extensions of 20 kB',
      rawMessage('POST', login, chunked, `1;${'x'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`),
      413,
      'body-too-large',
    ],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', ...malformed],
    ['an unknown expectation', rawMessage('GET', movies, { Expect: 'tea' }), 417, 'expectation-failed'],
    ['no Host', `GET ${movies} HTTP/1.1\r\nConnection: close\r\n\r\n`, ...malformed],
    ['no Host, at an absolute target', `GET http://a.test${movies} HTTP/1.1\r\n\r\n`, ...malformed],
    ['two Hosts', rawMessage('GET', movies, { Host: 'a.test', host: 'b.test' }), ...malformed],
    ['the same Host twice', rawMessage('GET', movies, { Host: 'a.test', HOST: 'a.test' }), ...malformed],
    ['two Hosts of HTTP/1.0', `GET ${movies} HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n`, ...malformed],
    ['two Hosts, of the page /docs', rawMessage('GET', '/docs', { host: 'b.test' }), ...malformed],
    ...['', 'a b', 'user@a', 'a:80:80', '[::1', '::1', 'a%zz'].map(
      (host): [string, string, number, string] => [
        `the Host "${host}"`,
        rawMessage('GET', movies, { Host: host }),
        ...malformed,
      ],
    ),
  ];
  for (const [what, message, status, code] of rejected) {
    it(`${what}: return ${status} ${code} as a problem, and other requests are served`, async () => {
      const before = service().log.length;
      const response = await rawRequest(service().url, message);
      expect(response.status).to.equal(status);
      const problem = JSON.parse(response.body);
      expect(problem).to.include({ status, code, type: `http://service.test/problems/${code}` });
      expect(Object.fromEntries(response.headers)).to.include({
        'content-type': 'application/problem+json; charset=utf-8',
        'content-length': String(Buffer.byteLength(response.body)),
        'cache-control': 'no-store',
        connection: 'close',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-request-id': problem.requestId,
      });
      const [method = ''] = message.split(' ');
      if (['GET', 'POST'].includes(method))
        await service().checkResponse(method, movies, { ...response, text: response.body });
      expect((await service().call('GET', '/health/live')).status).to.equal(200);
      const line = () =>
        service()
          .log.slice(before)
          .find(({ requestId }) => requestId === problem.requestId);
      await eventually(() => line() !== undefined, 'the request is in the log');
      expect(line()).to.include({ message: 'request', status });
    });
  }

  it('a valid Host, or HTTP/1.0 without one: is served', async () => {
    const hosts = ['media_redis_1:8000', '127.0.0.1', '[::1]:8000', 'localhost:', 'B%C3%BCcher.test'];
    const messages = hosts.map((host) => rawMessage('GET', movies, { Host: host }));
    for (const message of [...messages, `GET ${movies} HTTP/1.0\r\n\r\n`])
      expect((await rawRequest(service().url, message)).status, message).to.equal(200);
  });

  it('Expect: 100-continue: is supported', async () => {
    const headers = { ...json, Expect: '100-Continue', 'Content-Length': '2' };
    const { text } = await rawRequest(service().url, rawMessage('POST', login, headers, '{}'));
    expect(text).to.match(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /);
  });

  it('a body that is malformed: under the X-Request-Id and the path of its request: is rejected', async () => {
    const headers = { ...chunked, 'X-Request-Id': 'with-a-bad-chunk' };
    const { body } = await rawRequest(service().url, rawMessage('POST', `${login}?a`, headers, 'zz\r\n'));
    expect(JSON.parse(body)).to.include({ requestId: 'with-a-bad-chunk', instance: login });
  });

  it('a client that ends the connection in the middle of its body: is logged with 499', async () => {
    const socket = await openSocket(service().url);
    const headers = { ...json, 'Content-Length': '9', 'X-Request-Id': 'cut-short' };
    socket.end(rawMessage('POST', login, headers, '{'));
    expect((await readToEnd(socket)).status).to.equal(400);
    const line = () => service().log.find(({ requestId }) => requestId === 'cut-short');
    await eventually(() => line() !== undefined, 'the request is in the log');
    expect(line()).to.include({ message: 'request', status: 499, method: 'POST' });
  });
});
