import { expect } from 'chai';
import { type ConflictError, createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';
import { isExpired, params, path, signedIn, tokens, withExpiredToken } from './expired-session.js';

describe('the session of the client:', () => {
  it('with a refresh that fails temporarily: reports the error to the request, and keeps the tokens for the next one', async () => {
    const failures = [
      () => problem(429, 'too-many-requests', { 'retry-after': '3600' }),
      () => Promise.reject(new TypeError('fetch failed')),
    ];
    const { client, store, ended } = withExpiredToken(() => failures.shift()?.() ?? signedIn('new'));
    expect(await errorOf(client.GET(path, { params }))).to.include({ code: 'too-many-requests' });
    expect(await errorOf(client.GET(path, { params }))).to.have.property('message', 'fetch failed');
    expect(store.get()).to.deep.equal(tokens('old'));
    expect((await client.GET(path, { params })).response.status).to.equal(200);
    expect(ended).to.deep.equal([]);
  });

  it('with a refresh that has to wait: sends the same token again after Retry-After', async () => {
    const sent: string[] = [];
    const { client } = withExpiredToken(({ text }) => {
      sent.push(JSON.parse(text).refreshToken);
      return sent.length === 1 ? problem(503, 'unavailable', { 'retry-after': '0' }) : signedIn('new');
    });
    await client.GET(path, { params });
    expect(sent).to.deep.equal(['refresh old', 'refresh old']);
  });

  it('with a newer token, or none, stored by another process during the refresh: continues with that', async () => {
    for (const [stored, response] of [
      [tokens('newest'), () => problem(401, 'refresh-superseded')],
      [tokens('newest'), () => signedIn('new')],
      [undefined, () => signedIn('new')],
    ] as const) {
      const { client, store, ended } = withExpiredToken(() => {
        store.set(stored);
        return response();
      });
      expect((await client.GET(path, { params })).response.status).to.equal(200);
      expect(store.get()).to.deep.equal(stored);
      expect(ended).to.deep.equal([]);
    }
  });

  it('with a token that expires before the current version is read after a conflict: is refreshed', async () => {
    const { fetch, paths } = scripted((request) => {
      if (request.path.endsWith('/refresh')) return signedIn('new');
      if (request.method === 'PATCH') return problem(412, 'precondition-failed');
      return isExpired(request) ? problem(401, 'token-expired') : item(2);
    });
    const client = createClient({ baseUrl, fetch, tokens: sharedStore(tokens('old')) });
    const error = await errorOf(client.PATCH(path, { params, body: { name: 'Agnès Varda' } }));
    expect((error as ConflictError).current?.etag).to.equal('"2"');
    expect(paths()).to.have.length(4);
  });

  it('with a request that is rejected only after the refresh: does not refresh again', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { fetch, paths } = scripted(async (request, nth) => {
      if (request.path.endsWith('/refresh')) return signedIn('new');
      if (nth === 2) await released;
      return isExpired(request) ? problem(401, 'token-expired') : item(1);
    });
    const client = createClient({ baseUrl, fetch, tokens: sharedStore(tokens('old')) });
    const reads = [client.GET(path, { params }), client.GET(path, { params })];
    await reads[0];
    release();
    await reads[1];
    expect(paths().filter((one) => one.endsWith('/refresh'))).to.have.length(1);
  });

  it('with a refresh token that is rejected: ends, and gives the reason to each request and once to onSessionEnd', async () => {
    const { client, store, ended, paths } = withExpiredToken(() => problem(401, 'session-ended'));
    const errors = await Promise.all([1, 2, 3].map(() => errorOf(client.GET(path, { params }))));
    for (const error of errors) expect(error).to.include({ code: 'session-ended' });
    expect([store.get(), ended]).to.deep.equal([undefined, ['session-ended']]);
    expect(paths().filter((one) => one === 'POST /api/v1/auth/refresh')).to.have.length(1);
  });

  it('with new tokens that are always expired: stops refreshing', async () => {
    const { fetch, paths } = scripted(({ path: requested }) =>
      requested.endsWith('/refresh') ? signedIn(`${paths().length}`) : problem(401, 'token-expired'),
    );
    const client = createClient({ baseUrl, fetch, tokens: sharedStore(tokens('old')) });
    expect(await errorOf(client.GET(path, { params }))).to.include({ code: 'token-expired' });
    expect(paths()).to.have.length(5);
  });

  it('with any other 401: is not refreshed', async () => {
    for (const [code, isEnd] of [
      ['unauthenticated', false],
      ['invalid-credentials', false],
      ['token-invalid', true],
      ['session-ended', true],
    ] as const) {
      const { fetch, paths } = scripted(() => problem(401, code));
      const ended: string[] = [];
      const store = { get: () => tokens('old'), set: () => ended.push(code) };
      const client = createClient({ baseUrl, fetch, tokens: store as never });
      expect(await errorOf(client.GET(path, { params }))).to.include({ code });
      expect([paths(), ended]).to.deep.equal([['GET /api/v1/authors/1'], isEnd ? [code] : []]);
    }
  });
});
