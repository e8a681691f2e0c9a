import { expect } from 'chai';
import { createClient, type Tokens } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';

const me = '/api/v1/users/me';
const credentials = { email: 'grace@example.com', password: 'seven quiet violins' };
const tokens = (name: string): Tokens => ({ accessToken: `access ${name}`, refreshToken: `refresh ${name}` });
const signedIn = (name: string) => Response.json({ ...tokens(name), user: { id: 2 } });

describe('the accounts of the client:', () => {
  it('a change whose token has expired, and a sign-in before its refresh: is not repeated with the new account', async () => {
    const { fetch, received } = scripted(async ({ path, headers }) => {
      if (path.endsWith('/login')) return signedIn('of another');
      if (path.endsWith('/refresh')) return signedIn('new');
      if (headers.get('authorization') !== 'Bearer access old') return item(1);
      signingIn = client.signIn(credentials);
      return problem(401, 'token-expired');
    });
    let signingIn: Promise<unknown> | undefined;
    const store = sharedStore(tokens('old'));
    const client = createClient({ baseUrl, fetch, tokens: store });
    const changing = errorOf(client.PATCH(me, { body: { visibleName: 'Ada' } }));
    expect(await changing).to.include({ code: 'token-expired' });
    await signingIn;
    expect(store.get()).to.deep.equal(tokens('of another'));
    expect(received.filter(({ method }) => method === 'PATCH')).to.have.length(1);
  });

  it('a refresh or a sign-in whose response is not that of the service: fails, and keeps the tokens', async () => {
    for (const foreign of [
      () =>
        new Response('<h1>Accept the terms of this network</h1>', {
          headers: { 'content-type': 'text/html' },
        }),
      () => Response.json({}),
      () => Response.json(null),
      () => Response.json({ user: { id: 1 }, accessToken: 'access' }),
    ]) {
      const responses = [foreign(), foreign(), signedIn('new')];
      const { fetch } = scripted(({ path, headers }) => {
        if (path !== me) return responses.shift() as Response;
        return headers.get('authorization') === 'Bearer access old' ? problem(401, 'token-expired') : item(1);
      });
      const store = sharedStore(tokens('old'));
      const client = createClient({ baseUrl, fetch, tokens: store });
      expect(await errorOf(client.signIn(credentials))).to.have.property('name', 'Error');
      expect(await errorOf(client.GET(me))).to.have.property('name', 'Error');
      expect(store.get()).to.deep.equal(tokens('old'));
      expect((await client.GET(me)).response.status).to.equal(200);
    }
  });

  it('a sign-in, a sign-out or a refresh that never gets a response: has a signal that aborts it', async () => {
    const signals: AbortSignal[] = [];
    const timeout = AbortSignal.timeout;
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 1000);
    try {
      const fetch = (request: Request) =>
        new Promise<Response>((resolve, reject) => {
          if (request.url.endsWith(me)) return resolve(problem(401, 'token-expired'));
          signals.push(request.signal);
          request.signal.addEventListener('abort', () => reject(request.signal.reason));
        });
      const client = createClient({ baseUrl, fetch, tokens: sharedStore(tokens('old')) });
      const { signal } = new AbortController();
      for (const never of [client.signIn(credentials, { signal }), client.signOut(), client.GET(me)])
        expect(await errorOf(never)).to.have.property('name', 'TimeoutError');
      expect(signals).to.have.length(3);
    } finally {
      AbortSignal.timeout = timeout;
    }
  });
});

describe('a confirmation by the client:', () => {
  const proof = { password: credentials.password };
  const confirmPath = '/api/v1/auth/confirm';
  const confirmed = () =>
    Response.json({ accessToken: 'access confirmed', tokenType: 'Bearer', expiresIn: 900 });

  it('after recent-authentication-required: stores the new access token, with which the request succeeds', async () => {
    const { fetch, received } = scripted(({ path, headers }) => {
      if (path === confirmPath) return confirmed();
      return headers.get('authorization') === 'Bearer access confirmed'
        ? item(1)
        : problem(401, 'recent-authentication-required');
    });
    const store = sharedStore(tokens('old'));
    const client = createClient({ baseUrl, fetch, tokens: store });
    const change = () => client.PATCH(me, { body: { email: 'new@example.com' } });
    expect(await errorOf(change())).to.include({
      name: 'ProblemError',
      code: 'recent-authentication-required',
      status: 401,
    });
    expect(store.get()).to.deep.equal(tokens('old'));
    await client.confirm(proof);
    expect(store.get()).to.deep.equal({ ...tokens('old'), accessToken: 'access confirmed' });
    expect((await change()).response.status).to.equal(200);
    const { headers, text } = received[1] as (typeof received)[0];
    expect([headers.get('authorization'), text]).to.deep.equal(['Bearer access old', JSON.stringify(proof)]);
  });

  it('with an expired access token: refreshes first, also while other requests do, and keeps the new refresh token', async () => {
    const { fetch, paths } = scripted(({ path, headers }) => {
      if (path.endsWith('/refresh')) return signedIn('new');
      if (headers.get('authorization') === 'Bearer access old') return problem(401, 'token-expired');
      return path === confirmPath ? confirmed() : item(1);
    });
    const store = sharedStore(tokens('old'));
    const client = createClient({ baseUrl, fetch, tokens: store });
    await Promise.all([client.confirm(proof), client.GET(me)]);
    expect(store.get()).to.deep.equal({ ...tokens('new'), accessToken: 'access confirmed' });
    expect(paths().filter((path) => path.endsWith('/refresh'))).to.have.length(1);
  });

  it('with a wrong password, or a busy service: throws the error, once, and keeps the tokens', async () => {
    for (const [status, code] of [
      [401, 'invalid-credentials'],
      [429, 'too-many-requests'],
    ] as const) {
      const { fetch, received } = scripted(() => problem(status, code, { 'retry-after': '0' }));
      const store = sharedStore(tokens('old'));
      const client = createClient({ baseUrl, fetch, tokens: store });
      expect(await errorOf(client.confirm(proof))).to.include({ code, status });
      expect([store.get(), received.length]).to.deep.equal([tokens('old'), 1]);
    }
  });

  it('with a session that has ended: ends it', async () => {
    const { fetch } = scripted(() => problem(401, 'session-ended'));
    const ended: string[] = [];
    const store = sharedStore(tokens('old'));
    const onSessionEnd = ({ code }: { code: string }) => ended.push(code);
    const client = createClient({ baseUrl, fetch, tokens: store, onSessionEnd });
    expect(await errorOf(client.confirm(proof))).to.include({ code: 'session-ended' });
    expect([store.get(), ended]).to.deep.equal([undefined, ['session-ended']]);
  });

  it('with cookies: leaves the new access token to the browser', async () => {
    const { fetch, received } = scripted(({ path }) =>
      path === confirmPath ? Response.json({ tokenType: 'Bearer', expiresIn: 900 }) : item(1),
    );
    const client = createClient({ baseUrl, fetch, transport: 'cookie' });
    await client.confirm(proof);
    await client.GET(me);
    expect(received.map(({ headers }) => headers.get('authorization'))).to.deep.equal([null, null]);
  });
});
