import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { problems } from '../../../src/adapters/http/problems.js';
import { freePort } from '../../support/free-port.js';
import { TestService, useService } from '../../support/service.js';

describe('pages:', () => {
  const service = useService();
  const withoutDocs = useService({ DOCS: 'false' });
  const withoutApp = useService({ APP: 'false' });
  const get = (path: string) => service().call('GET', path, { headers: { accept: 'text/html' } });

  it('/problems: links an existing page for each code', async () => {
    const { text, headers } = await get('/problems');
    expect(headers.get('content-type')).to.equal('text/html; charset=utf-8');
    const links = [...text.matchAll(/href="\/problems\/([\w-]+)"/g)].map(([, code]) => code);
    expect(links).to.have.members(Object.keys(problems));
    const page = await get('/problems/not-found');
    expect(page.text).to.include('http://service.test/problems/not-found');
    expect(page.headers.get('content-security-policy')).to.match(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
  });

  it('/account/… with DOCS or without: have a policy that allows nothing inline', async () => {
    for (const [path, type] of [
      ['/account/reset', 'text/html'],
      ['/account/invitation', 'text/html'],
      ['/account/verify', 'text/html'],
      ['/account/page.js', 'text/javascript'],
      ['/account/page.css', 'text/css'],
    ])
      for (const each of [service(), withoutDocs()]) {
        const { status, headers, text } = await each.call('GET', path as string);
        expect([status, headers.get('content-type')]).to.deep.equal([200, `${type}; charset=utf-8`]);
        const policy = headers.get('content-security-policy');
        expect(policy)
          .to.match(/^default-src 'none'; /)
          .and.to.match(/frame-ancestors 'none'/);
        expect(policy).to.not.match(/unsafe|\*|https?:|data:/);
        expect(headers.get('referrer-policy')).to.equal('no-referrer');
        expect(headers.get('x-content-type-options')).to.equal('nosniff');
        expect(text).to.not.match(/<script>|<style|style="| on\w+="|service\.test/);
      }
  });

  it('/account/…: share the style of /app, state the rule of the field, and link to /app only where it is served', async () => {
    const shared = readFileSync(new URL('../../../app/src/base.css', import.meta.url), 'utf8');
    expect((await get('/account/page.css')).text).to.include(shared);
    const strict = await TestService.start(
      { PASSWORD__MIN_LENGTH: '20', APP: 'false' },
      { databaseUrl: service().databaseUrl },
    );
    const invitation = (await strict.call('GET', '/account/invitation')).text;
    await strict.stop();
    expect(invitation).to.include('At least 20 characters').and.to.not.include('/app');
    expect((await get('/account/invitation')).text).to.include('href="/app/account/sign-in?next=/account"');
  });

  it('/ redirects to /docs, whose page has nothing inline and names only assets of this origin (ASVS 3.4.6)', async () => {
    const root = await get('/');
    expect([root.status, root.headers.get('location')]).to.deep.equal([302, '/docs']);
    for (const path of ['/docs', '/docs/']) {
      const { status, text, headers } = await get(path);
      expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
      const policy = headers.get('content-security-policy');
      expect(policy).to.include("script-src 'self'").and.to.include("default-src 'none'");
      expect(policy).to.not.match(/unsafe|https?:|\*/);
      expect(text).to.not.match(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:/i);
      const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string);
      expect(assets.length).to.be.greaterThan(3);
      for (const asset of assets) {
        const url = new URL(asset, service().url + path);
        expect(url.origin).to.equal(service().url);
        const response = await fetch(url);
        expect({ asset, status: response.status }).to.deep.equal({ asset, status: 200 });
        expect(response.headers.get('content-type')).to.not.match(/html/);
      }
    }
    const { text } = await get('/docs/swagger-ui-init.js');
    expect(text).to.include('/openapi.json').and.to.not.include('petstore');
    const gzip = { 'accept-encoding': 'gzip' };
    const { body, headers } = await service().call('GET', '/openapi.json', { headers: gzip });
    expect(body).to.deep.include({ openapi: '3.1.0', servers: [{ url: '/' }] });
    expect(headers.get('content-type')).to.equal('application/json; charset=utf-8');
    const etag = headers.get('etag') as string;
    expect([headers.get('cache-control'), headers.get('content-encoding')]).to.deep.equal([
      'no-cache',
      'gzip',
    ]);
    const again = await service().call('GET', '/openapi.json', {
      headers: { ...gzip, 'if-none-match': etag },
    });
    expect(again.status).to.equal(304);
  });

  it('/app: is served beside the API; APP=false removes it, and leaves the pages that emails link to', async () => {
    // 503, as a page and not as a problem: this checkout has no build.
    const page = await fetch(`${service().url}/app`);
    expect(page.status).to.be.oneOf([200, 503]);
    expect(page.headers.get('content-security-policy')).to.match(/^default-src 'none'; script-src 'self'/);
    for (const path of ['/app', '/app/', '/app/movies'])
      expect((await withoutApp().call('GET', path)).body.code).to.equal('no-such-route');
    expect((await withoutApp().call('GET', '/account/reset')).status).to.equal(200);
  });

  it('/docs/… with odd headers: returns 200; any other path of these: returns 404 no-such-route', async () => {
    for (const headers of [{ range: 'bytes=99999999-' }, { 'if-match': '"nothing"' }])
      expect((await service().call('GET', '/docs/swagger-ui.css', { headers })).status).to.equal(200);
    const unknown = [
      ...[
        '/docs/nothing.js',
        '/docs/%E0%A4%A',
        '/docs/..%2f..%2fpackage.json',
        '/docs/%00',
        '/docs/package.json',
      ],
      ...['/account', '/account/', '/account/reset/', '/account/page', '/account/account-page.js'],
      ...['/problems/', '/problems/no-such-code', '/problems/constructor', '/problems/internal/'],
    ];
    for (const path of unknown) {
      const { status, body } = await get(path);
      expect([path, status, body?.code]).to.deep.equal([path, 404, 'no-such-route']);
    }
  });

  it('ASVS 13.4.5 DOCS=false: removes / and /docs, and leaves the pages that problems name', async () => {
    for (const path of ['/', '/docs', '/docs/', '/docs/swagger-ui.css', '/docs/swagger-ui-init.js']) {
      const { status, body } = await withoutDocs().call('GET', path);
      expect([path, status, body.code]).to.deep.equal([path, 404, 'no-such-route']);
    }
    expect((await withoutDocs().call('GET', '/problems/not-found')).status).to.equal(200);
  });

  it('the type of a problem: is its page under PUBLIC_URL; without that: at the address of the service', async () => {
    const { body } = await service().call('GET', '/api/v1/nothing');
    expect(body.type).to.equal('http://service.test/problems/no-such-route');
    expect(body).to.include({ instance: '/api/v1/nothing', status: 404, code: 'no-such-route' });
    const port = String(await freePort());
    const { databaseUrl } = service();
    const other = await TestService.start({ PUBLIC_URL: undefined, PORT: port }, { databaseUrl });
    try {
      const { type } = (await other.call('GET', '/api/v1/nothing')).body;
      expect((await fetch(type)).status).to.equal(200);
    } finally {
      await other.stop();
    }
  });

  it('ASVS 4.1.4 methods that a path does not have: return 405 with Allow, and OPTIONS 204', async () => {
    const read = 'GET, HEAD, OPTIONS';
    for (const [path, allow] of [
      ['/api/v1/movies', 'GET, HEAD, POST, OPTIONS'],
      ['/api/v1/movies/1', 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
      ['/api/v1/users/me', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
      ['/api/v1/auth/login', 'POST, OPTIONS'],
      ...['/health/live', '/openapi.json', '/', '/docs', '/problems', '/problems/not-found'].map((page) => [
        page,
        read,
      ]),
      ...['/account/reset', '/account/verify', '/account/page.js'].map((page) => [page, read]),
    ] as [string, string][]) {
      for (const method of path === '/api/v1/movies' ? ['DELETE', 'PROPFIND'] : ['PROPFIND']) {
        const { status, body, headers } = await service().call(method, path);
        expect([path, status, body.code]).to.deep.equal([path, 405, 'method-not-allowed']);
        expect(headers.get('allow')?.split(', ')).to.have.members(allow.split(', '));
      }
      const options = await service().call('OPTIONS', path);
      expect([path, options.status]).to.deep.equal([path, 204]);
      expect(options.headers.get('allow')?.split(', ')).to.have.members(allow.split(', '));
    }
  });
});
