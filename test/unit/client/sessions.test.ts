import { expect } from 'chai';
import {
  type Client,
  type ConflictError,
  createClient,
  type Tokens,
} from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, type Received, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';

const path = '/api/v1/authors/{id}';
const params = { path: { id: 1 } };
const credentials = { email: 'ada@example.com', password: 'seven quiet violins' };
const tokens = (name: string): Tokens => ({ accessToken: `access ${name}`, refreshToken: `refresh ${name}` });
const signedIn = (name: string) => Response.json({ ...tokens(name), user: { id: 1 } });
const isExpired = ({ headers }: Received) => headers.get('authorization') === 'Bearer access old';

/** Returns a client that is signed in with expired tokens, its store, and the requests that it has sent. */
const withExpiredToken = (refresh: (request: Received) => Response | Promise<Response>) => {
  const store = sharedStore(tokens('old'));
  const ended: string[] = [];
  const { fetch, paths } = scripted((request) => {
    if (request.path.endsWith('/refresh')) return refresh(request);
    if (request.path.endsWith('/login')) return signedIn('newer');
    if (request.path.endsWith('/logout')) return new Response(null, { status: 204 });
    return isExpired(request) ? problem(401, 'token-expired') : item(1);
  });
  const onSessionEnd = ({ code }: { code: string }) => ended.push(code);
  return { client: createClient({ baseUrl, fetch, tokens: store, onSessionEnd }), store, ended, paths };
};

describe('the session of the client:', () => {
  it('with a refresh that fails for now: reports the error to the request, and keeps the tokens for the next one', async () => {
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

  it('with a sign-in or a sign-out during a refresh: is the one of the sign-in, or none', async () => {
    for (const [change, expected] of [
      [(client: Client) => client.signIn(credentials), tokens('newer')],
      [(client: Client) => client.signOut(), undefined],
    ] as const) {
      let changing: Promise<unknown> | undefined;
      const { client, store, paths } = withExpiredToken(() => {
        changing ??= change(client);
        return signedIn('new');
      });
      expect((await client.GET(path, { params })).response.status).to.equal(200);
      await changing;
      expect(store.get()).to.deep.equal(expected);
      expect(paths().filter((one) => one.endsWith('/refresh'))).to.have.length(1);
    }
  });

  it('with cookies and a sign-in during a refresh: signs in after the refresh, whose cookies would replace the new ones', async () => {
    let isExpired = true;
    let signingIn: Promise<unknown> | undefined;
    const { fetch, paths } = scripted(async ({ path: requested }) => {
      if (requested.endsWith('/login')) return signedIn('newer');
      if (!requested.endsWith('/refresh')) return isExpired ? problem(401, 'token-expired') : item(1);
      signingIn = client.signIn(credentials);
      await new Promise((resolve) => setTimeout(resolve, 5));
      isExpired = false;
      expect(paths()).to.not.include('POST /api/v1/auth/login');
      return signedIn('new');
    });
    const client = createClient({ baseUrl, fetch, transport: 'cookie' });
    await client.GET(path, { params });
    await signingIn;
  });

  it('with a late error of an older session after a sign-in: continues', async () => {
    const { fetch } = scripted(async ({ path: requested }) => {
      if (requested.endsWith('/login')) return signedIn('newer');
      await client.signIn(credentials);
      return problem(401, 'session-ended');
    });
    const store = sharedStore(tokens('old'));
    const client = createClient({ baseUrl, fetch, tokens: store });
    expect(await errorOf(client.GET(path, { params }))).to.include({ code: 'session-ended' });
    expect(store.get()).to.deep.equal(tokens('newer'));
  });

  it('with tokens that have always expired: gives up', async () => {
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

  it('with an abort while its refresh is under way: rejects that request only', async () => {
    let respond = (_: Response) => {};
    const { client, paths } = withExpiredToken(
      () =>
        new Promise((resolve) => {
          respond = resolve;
        }),
    );
    const controller = new AbortController();
    const aborted = errorOf(client.GET(path, { params, signal: controller.signal }));
    const other = client.GET(path, { params });
    while (!paths().includes('POST /api/v1/auth/refresh'))
      await new Promise((resolve) => setTimeout(resolve, 1));
    const signingIn = errorOf(client.signIn(credentials, { signal: controller.signal }));
    controller.abort();
    for (const one of [aborted, signingIn]) expect(await one).to.have.property('name', 'AbortError');
    respond(signedIn('new'));
    expect((await other).response.status).to.equal(200);
  });

  it('with a sign-out that fails: stays; with a session that has ended already: ends', async () => {
    const responses = [problem(503, 'unavailable'), problem(401, 'session-ended')];
    const store = sharedStore(tokens('old'));
    const { fetch } = scripted(() => responses.shift() as Response);
    const client = createClient({ baseUrl, fetch, tokens: store });
    expect(await errorOf(client.signOut())).to.include({ code: 'unavailable' });
    expect(store.get()).to.deep.equal(tokens('old'));
    await client.signOut();
    expect(store.get()).to.equal(undefined);
  });
});
