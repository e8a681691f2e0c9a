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
