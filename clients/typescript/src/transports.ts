import type { components } from './schema.js';

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Where the tokens of the bearer transport are kept. */
export interface TokenStore {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  /** Stores the tokens, or removes them: undefined. */
  set(tokens: Tokens | undefined): void | Promise<void>;
}

export type User = components['schemas']['User'];
/** The body of a sign-in or refresh. With cookies, it has no tokens. */
export type SignedIn = Tokens & { readonly user: User };
/** What requests are authenticated with: an access token, or a number that changes with the cookies. */
export type Authentication = string | number | undefined;

/** How requests are authenticated. */
export interface Transport {
  /** The `transport` of a login. */
  readonly name: 'body' | 'cookie';
  readonly credentials: 'omit' | 'include';
  /** Whether other tabs use the same session. */
  readonly isShared: boolean;
  current(): Promise<Authentication>;
  /** The refresh token, if scripts can read it. */
  refreshToken(): Promise<string | undefined>;
  /** @param sent a refresh token: stores its successor only if it is still the stored one */
  store(signedIn: SignedIn, sent?: string): Promise<void>;
  /** Stores another access token of the same session; undefined: it is in the cookie. */
  replaceAccess(accessToken: string | undefined): Promise<void>;
  clear(): Promise<void>;
}

/** Keeps the tokens until the page is closed or the process ends. */
const memoryStore = (): TokenStore => {
  let stored: Tokens | undefined;
  return {
    get: () => stored,
    set: (tokens) => {
      stored = tokens;
    },
  };
};

/** Sends tokens in headers and bodies. @param given default: tokens in memory, which no other tab has */
export const bearer = (given?: TokenStore): Transport => {
  const store = given ?? memoryStore();
  return {
    name: 'body',
    // A cookie of another sign-in on the same origin must not count.
    credentials: 'omit',
    isShared: given !== undefined,
    current: async () => (await store.get())?.accessToken,
    refreshToken: async () => (await store.get())?.refreshToken,
    store: async ({ accessToken, refreshToken }, sent) => {
      if (sent === undefined || (await store.get())?.refreshToken === sent)
        await store.set({ accessToken, refreshToken });
    },
    replaceAccess: async (accessToken) => {
      const { refreshToken } = (await store.get()) ?? {};
      if (accessToken && refreshToken) await store.set({ accessToken, refreshToken });
    },
    clear: async () => store.set(undefined),
  };
};

/** Leaves the tokens to the browser, in cookies that scripts cannot read. */
export const cookies = (): Transport => {
  let changes = 0;
  const change = async () => {
    changes += 1;
  };
  return {
    name: 'cookie',
    credentials: 'include',
    isShared: true,
    current: async () => changes,
    refreshToken: async () => undefined,
    store: change,
    replaceAccess: change,
    clear: change,
  };
};
