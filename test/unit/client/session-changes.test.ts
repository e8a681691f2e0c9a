import { expect } from 'chai';
import { type Client, createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';
import { credentials, params, path, signedIn, tokens, withExpiredToken } from './expired-session.js';

describe('a client whose session changes:', () => {
  it('with a sign-in or a sign-out during a refresh: stores the tokens of the sign-in, or none', async () => {
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

  it('with cookies and a sign-in during a refresh: signs in after the refresh, so that its cookies are the last', async () => {
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

  it('with a late error of an older session after a sign-in: keeps the new session', async () => {
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

  it('with a request that is aborted during a refresh: rejects that request only', async () => {
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

  it('with a sign-out that fails: keeps the session; with one that reports an ended session: drops it', async () => {
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
