import { expect } from 'chai';
import { useService } from '../../support/service.js';

describe('the pages that letters lead to:', () => {
  const service = useService({ DOCS: 'false' });

  for (const [path, type] of [
    ['/account/reset', 'text/html; charset=utf-8'],
    ['/account/verify', 'text/html; charset=utf-8'],
    ['/account/page.js', 'text/javascript; charset=utf-8'],
    ['/account/page.css', 'text/css; charset=utf-8'],
  ] as const) {
    it(`${path}: read with a browser, with /docs or without: comes under a policy that allows nothing inline`, async () => {
      const { status, headers, text } = await service().call('GET', path);
      expect([status, headers.get('content-type')]).to.deep.equal([200, type]);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy)
        .to.match(/^default-src 'none'; /)
        .and.to.match(/frame-ancestors 'none'/);
      expect(policy).to.not.match(/unsafe|\*|https?:|data:/);
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(text).to.not.match(/<script>|<style|style="| on\w+="|service\.test/);
    });
  }

  for (const path of [
    '/account',
    '/account/',
    '/account/reset/',
    '/account/page',
    '/account/account-page.js',
  ])
    it(`${path}: read with a browser: answers 404 no-such-route`, async () => {
      const { status, body } = await service().call('GET', path);
      expect([status, body.code]).to.deep.equal([404, 'no-such-route']);
    });
});
