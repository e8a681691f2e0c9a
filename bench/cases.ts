import type { LoadOrder } from './load-order.js';

export interface Case {
  readonly title: string;
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  /** In path, headers and body, {@link Values} and the variables of {@link LoadOrder} stand in braces. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Expected status, 200 by default. */
  readonly status?: number;
  /** The case that other connections send meanwhile. */
  readonly beside?: string;
  /** Default: the access token of the administrator. `key`: an API key of the administrator. */
  readonly authentication?: 'none' | 'key';
  /** Measured once per round, on a server of its own, without a figure of requests. */
  readonly isSingle?: true;
}

const movies = '/api/v1/movies';
const hot = `${movies}/{hot}`;
const bypass = { 'cache-control': 'no-cache' };
const json = { 'content-type': 'application/json' };
const body = { title: 'Measured film {n}', releaseYear: 1962, runtimeMinutes: 90, genres: ['drama'] };
const anyVersion = { ...json, 'if-match': '*' };

/** The measured cases, in the order of the table. */
export const cases: Readonly<Record<string, Case>> = {
  cached: { title: 'cached item', path: hot },
  keyed: { title: 'cached item with an API key', path: hot, authentication: 'key' },
  random: { title: 'random cached items', path: `${movies}/{id}` },
  uncached: { title: 'uncached item', path: hot, headers: bypass },
  page: { title: 'page of 20', path: `${movies}?limit=20` },
  uncachedPage: { title: 'uncached page of 20', path: `${movies}?limit=20`, headers: bypass },
  notModified: { title: 'item, 304', path: hot, headers: { 'if-none-match': '{etag}' }, status: 304 },
  besideSignIns: { title: 'cached item beside sign-ins', path: hot, beside: 'signIn' },
  create: { title: 'create', method: 'POST', path: movies, headers: json, body, status: 201 },
  replace: { title: 'replace', method: 'PUT', path: `${movies}/{id}`, headers: anyVersion, body },
  patch: {
    title: 'patch',
    method: 'PATCH',
    path: `${movies}/{id}`,
    headers: { ...anyVersion, 'content-type': 'application/merge-patch+json' },
    body: { title: 'Changed film {n}' },
  },
  signIn: {
    title: 'sign-in',
    method: 'POST',
    path: '/api/v1/auth/login',
    headers: json,
    body: { email: 'user{user}@example.com', password: '{password}' },
    authentication: 'none',
  },
  refresh: {
    title: 'refresh',
    method: 'POST',
    path: '/api/v1/auth/refresh',
    headers: json,
    body: { refreshToken: '{refreshToken}' },
    authentication: 'none',
  },
  start: { title: 'start to ready', path: hot, isSingle: true },
  memory: { title: 'memory under load', path: hot, isSingle: true },
};

export const caseOf = (which: string): Case => {
  const found = cases[which];
  if (found === undefined) {
    throw new Error(`"${which}" is not a case. Supported: ${Object.keys(cases).join(', ')}`);
  }
  return found;
};

/** What a database has, as the requests need it. */
export interface Values {
  readonly hot: string;
  readonly etag: string;
  readonly password: string;
  readonly accessToken: string;
  /** Undefined for a build without API keys. */
  readonly key?: string;
  /** Ids of films, without the hot one. */
  readonly ids: readonly number[];
}

/** Returns the requests of a case for the load generator. */
export const orderOf = (which: string, values: Values): Omit<LoadOrder, 'url' | 'seconds'> => {
  const { method = 'GET', path, headers, body, status = 200, authentication } = caseOf(which);
  const filled = (text: string) =>
    text.replace(/\{(hot|etag|password)\}/g, (_, name: 'hot' | 'etag' | 'password') => values[name]);
  const bearer = authentication === 'key' ? values.key : values.accessToken;
  const token = authentication === 'none' ? {} : { authorization: `Bearer ${bearer}` };
  return {
    method,
    path: filled(path),
    headers: JSON.parse(
      JSON.stringify({ ...token, ...headers }, (_, value) =>
        typeof value === 'string' ? filled(value) : value,
      ),
    ),
    ...(body !== undefined && { body: filled(JSON.stringify(body)) }),
    status,
    ids: values.ids,
  };
};
