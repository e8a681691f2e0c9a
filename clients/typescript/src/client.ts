import createFetchClient from 'openapi-fetch';
import { keyAuthentication } from './api-key.js';
import { SentRequest, serialized } from './bodies.js';
import { orThrow } from './problems.js';
import type { Credentials, Proof, SignInCode } from './proofs.js';
import type { Send } from './retries.js';
import type { paths } from './schema.js';
import { Session, type SessionOptions } from './session.js';
import { bearer, cookies, type TokenStore, type User } from './transports.js';
import type { Call, Data, Init, ItemOf, ListPath, Page, Rest } from './types.js';
import { Versions } from './versions.js';

export interface ClientOptions extends SessionOptions {
  /**
   * `bearer` (the default): the client keeps the tokens. `cookie`, for browsers: the service keeps them in cookies that
   * scripts cannot read.
   */
  readonly transport?: 'bearer' | 'cookie';
  /** Where the bearer transport keeps the tokens. Default: in memory. */
  readonly tokens?: TokenStore;
  /** An API key, for programs: sent with each request in place of a sign-in. Never in pages that others open. */
  readonly apiKey?: string;
  /** The URL of the service, with a path if a proxy serves it under one. Default: the origin of the page. */
  readonly baseUrl?: string;
  /** Sends the requests. Default: the global `fetch`. */
  readonly fetch?: Send;
  /** Maximum number of items to remember. The ETags of a hundred times as many are remembered. Default: 500. */
  readonly maxItems?: number;
}

export interface Client {
  readonly GET: Call<'get'>;
  readonly PUT: Call<'put'>;
  readonly POST: Call<'post'>;
  readonly PATCH: Call<'patch'>;
  readonly DELETE: Call<'delete'>;
  /**
   * Signs in, and returns the account.
   * @throws ProblemError such as `invalid-credentials` or `too-many-requests`; SecondFactorError if the account has a second
   *   factor
   */
  signIn(credentials: Credentials, options?: { signal?: AbortSignal }): Promise<User>;
  /**
   * Completes a sign-in that threw SecondFactorError, and returns the account. After `second-factor-invalid`, another code
   * can be sent with the same challenge: five in all.
   * @throws ProblemError such as `second-factor-invalid` or `too-many-requests`
   */
  signInWithCode(code: SignInCode, options?: { signal?: AbortSignal }): Promise<User>;
  /**
   * Proves again who the user is, after an error with the code `recent-authentication-required`: repeat that request then.
   * @throws ProblemError such as `invalid-credentials` or `too-many-requests`
   */
  confirm(proof: Proof, options?: { signal?: AbortSignal }): Promise<void>;
  /** Ends the session. @throws ProblemError if that fails: the client is still signed in */
  signOut(options?: { signal?: AbortSignal }): Promise<void>;
  /** The pages of a list, from `cursor` or the first one on. */
  pages<Path extends ListPath, I extends Init<Path, 'get'>>(
    path: Path,
    ...init: Rest<I>
  ): AsyncGenerator<Data<Path, 'get', I>>;
  /** The items of a list, page by page. */
  items<Path extends ListPath, I extends Init<Path, 'get'>>(
    path: Path,
    ...init: Rest<I>
  ): AsyncGenerator<ItemOf<Path, I>>;
}

interface PageInit {
  readonly signal?: AbortSignal;
  readonly params?: { readonly query?: object };
}

/**
 * Returns a client of the service, signed in or not, or with an API key.
 * @throws Error if `apiKey` cannot be a key, or is given beside cookies or tokens
 */
export const createClient = (options: ClientOptions = {}): Client => {
  const { baseUrl = '', fetch = (request) => globalThis.fetch(request), maxItems = 500 } = options;
  const base = baseUrl.replace(/\/$/, '');
  const versions = new Versions(maxItems, base);
  const { apiKey } = options;
  if (apiKey !== undefined && (options.transport === 'cookie' || options.tokens))
    throw new Error('apiKey cannot be combined with cookies or tokens: one client has one account');
  const transport = options.transport === 'cookie' ? cookies() : bearer(options.tokens);
  const session =
    apiKey === undefined
      ? new Session(base, fetch, transport, options, versions.forget)
      : keyAuthentication(apiKey, fetch, options);
  const send = versions.sending(session.send);
  const client = createFetchClient<paths>({
    baseUrl,
    fetch: async (request) => orThrow(await send(request)),
    Request: SentRequest,
    bodySerializer: serialized,
    credentials: transport.credentials,
    querySerializer: { array: { style: 'form', explode: false } },
  });
  const read = client.GET as unknown as (path: string, init: object) => Promise<{ data: Page }>;

  async function* pages(path: string, { params, ...init }: PageInit = {}) {
    let cursor: string | null = null;
    do {
      const query = { ...params?.query, ...(cursor !== null && { cursor }) };
      const { data } = await read(path, { ...init, params: { ...params, query } });
      yield data;
      cursor = 'page' in data ? data.page.nextCursor : data.nextCursor;
    } while (cursor !== null);
  }
  async function* items(path: string, init?: PageInit) {
    for await (const page of pages(path, init))
      for (const item of page.items) {
        init?.signal?.throwIfAborted();
        yield item;
      }
  }

  const { GET, PUT, POST, PATCH, DELETE } = client;
  return {
    ...{ GET, PUT, POST, PATCH, DELETE, pages, items },
    signIn: (credentials: Credentials, { signal }: { signal?: AbortSignal } = {}) =>
      session.signIn(credentials, signal),
    signInWithCode: (code: SignInCode, { signal }: { signal?: AbortSignal } = {}) =>
      session.signInWithCode(code, signal),
    confirm: (proof: Proof, { signal }: { signal?: AbortSignal } = {}) => session.confirm(proof, signal),
    signOut: ({ signal }: { signal?: AbortSignal } = {}) => session.signOut(signal),
  } as unknown as Client;
};
