import { createClient, type Tokens } from '../../../clients/typescript/src/index.js';
import { baseUrl, item, problem, type Received, scripted } from '../../support/scripted-fetch.js';
import { sharedStore } from '../../support/shared-store.js';

export const path = '/api/v1/authors/{id}';
export const params = { path: { id: 1 } };
export const credentials = { email: 'ada@example.com', password: 'seven quiet violins' };
export const tokens = (name: string): Tokens => ({
  accessToken: `access ${name}`,
  refreshToken: `refresh ${name}`,
});
export const signedIn = (name: string) => Response.json({ ...tokens(name), user: { id: 1 } });
export const isExpired = ({ headers }: Received) => headers.get('authorization') === 'Bearer access old';

/** Returns a client that is signed in with expired tokens, its store, and the requests that it has sent. */
export const withExpiredToken = (refresh: (request: Received) => Response | Promise<Response>) => {
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
