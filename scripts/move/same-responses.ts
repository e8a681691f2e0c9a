import type { Random } from '../history/random.js';

/** A service whose database is a copy. */
export interface Side {
  /** URL of its API. */
  readonly api: string;
  /** Access token of an administrator. */
  readonly token: string;
}

const read = async ({ api, token }: Side, path: string) => {
  const response = await fetch(api + path, { headers: { authorization: `Bearer ${token}` } });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, etag: response.headers.get('etag'), bytes };
};

/** Largest ids by path. */
type Ids = Readonly<Record<'movies' | 'series' | 'authors' | 'users', number>>;

const pathOf = (random: Random, ids: Ids): string => {
  const [kind, limit] = [random.pick(['movies', 'series', 'authors'] as const), random.between(1, 50)];
  const id = (of: keyof Ids) => random.between(1, ids[of] + 3);
  return random.pick([
    () => `/${kind}/${id(kind)}`,
    () => `/${kind}/${id(kind)}`,
    () => `/${kind}/${id(kind)}`,
    () => `/movies/${id('movies')}?include=author`,
    () => `/${random.pick(['movies', 'series'])}?limit=${limit}&authorId=${id('authors')}`,
    () => `/${random.pick(['movies', 'series'])}?limit=${limit}&releaseYear=${random.between(1890, 2026)}`,
    () => `/${kind}?limit=${limit}&sort=-id`,
    () => `/users/${id('users')}`,
    () => `/audit?limit=${limit}&actorId=${id('users')}`,
  ])();
};

/**
 * Sends the same random requests to two services: items, which have ETags, lists and their following pages, accounts and
 * the audit trail. Returns how many had each status, and the paths whose responses differ.
 */
export const compareResponses = async (
  sides: readonly [Side, Side],
  requests: number,
  ids: Ids,
  random: Random,
) => {
  const statuses = new Map<number, number>();
  const differing: string[] = [];
  let etags = 0;
  for (let path = '', sent = 0; sent < requests; sent += 1) {
    path ||= pathOf(random, ids);
    const [one, other] = await Promise.all([read(sides[0], path), read(sides[1], path)]);
    if (one.status !== other.status || one.etag !== other.etag || !one.bytes.equals(other.bytes))
      differing.push(path);
    statuses.set(one.status, (statuses.get(one.status) ?? 0) + 1);
    if (one.etag !== null) etags += 1;
    const cursor = one.status === 200 && JSON.parse(one.bytes.toString()).page?.nextCursor;
    path = cursor && random.chance(0.5) ? `${path.replace(/&cursor=.*/, '')}&cursor=${cursor}` : '';
  }
  return { statuses: Object.fromEntries(statuses), etags, differing };
};
