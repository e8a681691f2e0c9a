import { expect } from 'chai';
import { useService } from '../../support/service.js';

describe('the documentation pages:', () => {
  const service = useService();

  it('/: opened in a browser: redirects to /docs', async () => {
    const { status, headers } = await service().call('GET', '/');
    expect({ status, location: headers.get('location') }).to.deep.equal({ status: 302, location: '/docs' });
  });

  for (const path of ['/docs', '/docs/']) {
    it(`ASVS 3.4.6 ${path}: opened in a browser: has no inline script or style, and all it names is here`, async () => {
      const { status, text, headers } = await service().call('GET', path);
      expect(status).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(text).to.not.match(/<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:/i);
      const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string);
      expect(assets.length).to.be.greaterThan(3);
      for (const asset of assets) {
        const url = new URL(asset, service().url + path);
        expect(url.origin).to.equal(service().url);
        const answer = await fetch(url);
        expect({ asset, status: answer.status }).to.deep.equal({ asset, status: 200 });
        expect(answer.headers.get('content-type')).to.not.match(/html/);
      }
    });
  }

  it('/docs: by its policy: runs nothing but scripts of this origin', async () => {
    const { headers } = await service().call('GET', '/docs');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).to.include("script-src 'self'").and.to.include("default-src 'none'");
    expect(policy).to.not.match(/unsafe|https?:|\*/);
  });

  it('the script of /docs: by what it loads: asks for our document', async () => {
    const { text } = await service().call('GET', '/docs/swagger-ui-init.js');
    expect(text).to.include('/openapi.json').and.to.not.include('petstore');
  });

  it('/openapi.json: by its servers: is good for the host it was read from', async () => {
    const { body, headers } = await service().call('GET', '/openapi.json');
    expect(body).to.deep.include({ openapi: '3.1.0', servers: [{ url: '/' }] });
    expect(headers.get('content-type')).to.equal('application/json; charset=utf-8');
  });

  const odd: [string, Record<string, string>, number][] = [
    ['/docs/nothing.js', {}, 404],
    ['/docs/%E0%A4%A', {}, 404],
    ['/docs/..%2f..%2fpackage.json', {}, 404],
    ['/docs/%00', {}, 404],
    ['/docs/package.json', {}, 404],
    ['/docs/swagger-ui.css', { range: 'bytes=99999999-' }, 200],
    ['/docs/swagger-ui.css', { 'if-match': '"nothing"' }, 200],
  ];
  for (const [path, headers, expected] of odd) {
    it(`${path} with ${JSON.stringify(headers)}: asked for: answers ${expected}, and speaks of no JSON`, async () => {
      const { status, body } = await service().call('GET', path, { headers });
      expect(body?.code).to.not.equal('malformed-json');
      expect(status).to.equal(expected);
      if (expected === 404) expect(body?.code).to.equal('no-such-route');
    });
  }
});

describe('the documentation pages with DOCS=false:', () => {
  const service = useService({ DOCS: 'false' });

  for (const path of ['/', '/docs', '/docs/', '/docs/swagger-ui.css', '/docs/swagger-ui-init.js']) {
    it(`ASVS 13.4.5 ${path}: opened in a browser: answers 404 no-such-route`, async () => {
      const { status, body } = await service().call('GET', path);
      expect({ status, code: body.code }).to.deep.equal({ status: 404, code: 'no-such-route' });
    });
  }

  it('/problems/not-found: opened in a browser: is still there, since problems name it', async () => {
    expect((await service().call('GET', '/problems/not-found')).status).to.equal(200);
  });
});
