import type { LoadOrder } from './load.js';

/** The measured cases, in the order of the table. */
export const cases = {
  cached: 'cached item',
  uncached: 'uncached item',
  page: 'page of 20',
} as const;
export type Case = keyof typeof cases;

/** The measured servers. Bare Express has no cache to bypass. */
export const contestants: Readonly<
  Record<string, { readonly name: string; readonly cases: readonly Case[] }>
> = {
  redis: { name: 'ours, Redis', cases: ['cached', 'uncached', 'page'] },
  memory: { name: 'ours, in process', cases: ['cached', 'uncached', 'page'] },
  metrics: { name: 'ours, Redis, with metrics', cases: ['cached'] },
  express: { name: 'Express by hand', cases: ['cached', 'uncached', 'page'] },
  fastify: { name: 'Fastify by hand', cases: ['cached', 'uncached', 'page'] },
  bare: { name: 'bare Express', cases: ['cached', 'page'] },
};

/** The requests of each case: the same for all servers, with a valid access token. */
export const requestsOf = (movieId: number, token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  const movie = `/api/v1/movies/${movieId}`;
  return {
    cached: { path: movie, headers },
    uncached: { path: movie, headers: { ...headers, 'cache-control': 'no-cache' } },
    page: { path: '/api/v1/movies?limit=20', headers },
  } satisfies Record<Case, { path: string; headers: LoadOrder['headers'] }>;
};
export type Requests = ReturnType<typeof requestsOf>;
