import type { LoadOrder } from './load.js';

/** The measured cases, in the order of the table. */
export const cases = {
  cached: 'cached item',
  keyed: 'cached item with a key',
  uncached: 'uncached item',
  page: 'page of 20',
} as const;
export type Case = keyof typeof cases;

/** The measured servers. Bare Express has no cache to bypass. */
export const contestants: Readonly<
  Record<string, { readonly name: string; readonly cases: readonly Case[] }>
> = {
  redis: { name: 'ours, Redis', cases: ['cached', 'keyed', 'uncached', 'page'] },
  memory: { name: 'ours, in process', cases: ['cached', 'keyed', 'uncached', 'page'] },
  metrics: { name: 'ours, Redis, with metrics', cases: ['cached'] },
  express: { name: 'Express by hand', cases: ['cached', 'uncached', 'page'] },
  fastify: { name: 'Fastify by hand', cases: ['cached', 'uncached', 'page'] },
  bare: { name: 'bare Express', cases: ['cached', 'page'] },
};

/** The requests of each case: the same for all servers, with a valid access token; of one case with an API key. */
export const requestsOf = (movieId: number, token: string, key: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const movie = `/api/v1/movies/${movieId}`;
  return {
    cached: { path: movie, headers },
    keyed: { path: movie, headers: { authorization: `Bearer ${key}` } },
    uncached: { path: movie, headers: { ...headers, 'cache-control': 'no-cache' } },
    page: { path: '/api/v1/movies?limit=20', headers },
  } satisfies Record<Case, { path: string; headers: LoadOrder['headers'] }>;
};
export type Requests = ReturnType<typeof requestsOf>;
