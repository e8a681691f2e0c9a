import { expect } from 'chai';
import type { Express, Request, Response } from 'express';
import { mountProblemPages } from '../../../src/adapters/http/pages.js';
import { problems } from '../../../src/adapters/http/problems.js';

/** The pages by path, without a server. */
const pages = () => {
  const bodies = new Map<string, { html: string; headers: Record<string, string> }>();
  const get = (path: string, handler: (request: Request, response: Response) => void) => {
    const headers: Record<string, string> = {};
    const response = {
      set: (more: object) => Object.assign(headers, more) && response,
      type: () => response,
      send: (html: string) => bodies.set(path, { html, headers }),
    };
    handler({} as Request, response as unknown as Response);
    return app;
  };
  const app = { get, all: () => app };
  mountProblemPages(app as unknown as Express, 'https://service.test');
  return bodies;
};

describe('the problems', () => {
  it('each: has the status of the contract', () => {
    const statuses: Record<number, string> = {};
    for (const [code, { status }] of Object.entries(problems).sort())
      statuses[status] = `${statuses[status] ?? ''} ${code}`.trim();
    expect(statuses).to.deep.equal({
      400: 'bad-cursor invalid-parameter malformed-json malformed-request',
      401:
        'invalid-credentials key-invalid recent-authentication-required refresh-superseded second-factor-invalid second-factor-required session-ended token-expired ' +
        'token-invalid unauthenticated',
      403: 'cross-site-request forbidden registration-closed second-factor-enrolment-required',
      404: 'no-author no-such-route not-found reference-not-set',
      405: 'method-not-allowed',
      406: 'not-acceptable',
      408: 'request-timeout',
      409:
        'author-has-titles email-taken external-id-taken idempotency-key-in-use imdb-id-taken import-status last-admin ' +
        'mail-not-configured merged-elsewhere second-factor-exists service-account-name-taken source-id-taken still-referenced too-many-items too-many-keys too-many-references ' +
        'visible-name-taken',
      410: 'sync-token-expired',
      412: 'plan-outdated precondition-failed',
      413: 'body-too-large',
      415: 'unsupported-media-type',
      417: 'expectation-failed',
      422:
        'author-not-found idempotency-key-reused one-time-token-invalid reference-not-found ' +
        'validation-failed weak-password',
      428: 'precondition-required',
      429: 'too-many-requests',
      431: 'headers-too-large',
      500: 'internal',
      503: 'import-storage-full too-many-exports unavailable',
    });
  });

  it('each: has sentences that explain it and what to do', () => {
    for (const [code, { title, meaning, advice }] of Object.entries(problems)) {
      expect(title, code).to.match(/^[A-Z].*[^.]$/);
      for (const text of [meaning, advice]) expect(text, code).to.match(/^[A-Za-z].*\.$/);
    }
  });
});

describe('the pages of the problems', () => {
  it('the list: links every code to an existing page', () => {
    const all = pages();
    const links = [...(all.get('/problems')?.html ?? '').matchAll(/href="([^"]+)"/g)].map(([, path]) => path);
    expect(links).to.have.members(Object.keys(problems).map((code) => `/problems/${code}`));
    for (const link of links) expect(all.has(link ?? '')).to.equal(true);
  });

  it('one: shows its meaning, what to do, and a response whose type is the page itself', () => {
    const html = pages().get('/problems/bad-cursor')?.html ?? '';
    expect(html).to.include(problems['bad-cursor'].meaning).and.include(problems['bad-cursor'].advice);
    expect(html).to.include('&quot;type&quot;: &quot;https://service.test/problems/bad-cursor&quot;');
  });

  it('each: is HTML in which all texts are escaped', () => {
    for (const [path, { html }] of pages()) {
      expect(html, path).to.match(/^<!doctype html>/);
      expect(html, path).not.to.match(/<accessToken>|"Bearer/);
    }
  });

  it('ASVS 3.4.3, each: is sent under a policy without any unsafe source', () => {
    for (const [path, { headers }] of pages()) {
      expect(headers['Content-Security-Policy'], path).to.match(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['Content-Security-Policy'], path).not.to.include('unsafe');
    }
  });
});
