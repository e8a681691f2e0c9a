import { expect } from 'chai';
import { problems } from '../../../src/adapters/http/problems.js';
import { freePort } from '../../support/free-port.js';
import { TestService, useService } from '../../support/service.js';

const strict = (headers: Headers) => {
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy)
    .to.match(/default-src 'none'/)
    .and.to.match(/frame-ancestors 'none'/);
  expect(policy).to.not.match(/unsafe|\*|https?:/);
};

describe('the pages about problems:', () => {
  const service = useService();

  for (const [code, { status, title }] of Object.entries(problems)) {
    it(`/problems/${code}: read with a browser: is HTML that tells it, under a strict policy`, async () => {
      const answer = await service().call('GET', `/problems/${code}`, { headers: { accept: 'text/html' } });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(answer.text).to.include(code).and.to.include(String(status)).and.to.include(title);
      expect(answer.text).to.include(`http://service.test/problems/${code}`);
      expect(answer.text).to.not.match(/<script| style="| on\w+="/);
      strict(answer.headers);
    });
  }

  it('/problems: read with a browser: links to the page of every code', async () => {
    const { text, headers } = await service().call('GET', '/problems');
    const links = [...text.matchAll(/href="\/problems\/([\w-]+)"/g)].map(([, code]) => code);
    expect(links).to.have.members(Object.keys(problems));
    strict(headers);
  });

  for (const path of [
    '/problems/',
    '/problems/no-such-code',
    '/problems/constructor',
    '/problems/internal/',
  ]) {
    it(`${path}: read with a browser: answers 404 no-such-route`, async () => {
      const { status, body } = await service().call('GET', path);
      expect({ status, code: body.code }).to.deep.equal({ status: 404, code: 'no-such-route' });
    });
  }

  it('a problem: by its type: names the page under PUBLIC_URL, whatever Host says', async () => {
    const { body } = await service().call('GET', '/api/v1/nothing');
    expect(body.type).to.equal('http://service.test/problems/no-such-route');
    expect(body).to.include({ instance: '/api/v1/nothing', status: 404, code: 'no-such-route' });
  });

  it('a problem: where no PUBLIC_URL is set: names the page at an address that answers', async () => {
    const port = await freePort();
    const other = await TestService.start({ PUBLIC_URL: undefined, PORT: String(port) });
    try {
      const { body } = await other.call('GET', '/api/v1/nothing');
      expect((await fetch(body.type)).status).to.equal(200);
    } finally {
      await other.stop();
    }
  });
});

describe('methods that a path has not:', () => {
  const service = useService();

  const paths: [string, string][] = [
    ['/api/v1/movies', 'GET, HEAD, POST, OPTIONS'],
    ['/api/v1/movies/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['/api/v1/users/me', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['/api/v1/auth/login', 'POST, OPTIONS'],
    ['/health/live', 'GET, HEAD, OPTIONS'],
    ['/openapi.json', 'GET, HEAD, OPTIONS'],
    ['/', 'GET, HEAD, OPTIONS'],
    ['/docs', 'GET, HEAD, OPTIONS'],
    ['/problems', 'GET, HEAD, OPTIONS'],
    ['/account/reset', 'GET, HEAD, OPTIONS'],
    ['/account/verify', 'GET, HEAD, OPTIONS'],
    ['/account/page.js', 'GET, HEAD, OPTIONS'],
    ['/problems/not-found', 'GET, HEAD, OPTIONS'],
  ];
  for (const [path, allow] of paths) {
    const method = path === '/api/v1/movies' ? 'DELETE' : 'PROPFIND';
    it(`ASVS 4.1.4 ${method} ${path}: without a token: answers 405 with Allow`, async () => {
      const { status, body, headers } = await service().call(method, path);
      expect({ status, code: body.code }).to.deep.equal({ status: 405, code: 'method-not-allowed' });
      expect(headers.get('allow')?.split(', ')).to.have.members(allow.split(', '));
    });

    it(`OPTIONS ${path}: without a token: answers 204 with Allow`, async () => {
      const { status, headers } = await service().call('OPTIONS', path);
      expect(status).to.equal(204);
      expect(headers.get('allow')?.split(', ')).to.have.members(allow.split(', '));
    });
  }
});
