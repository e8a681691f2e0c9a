/** What the two hand-written peers have in common: settings, the check of tokens, and where movies come from. */
import { createPublicKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Redis } from 'ioredis';
import jwt, { type JwtPayload } from 'jsonwebtoken';
import pg from 'pg';

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
};

export const port = Number(env('PORT'));
export const host = '127.0.0.1';

// Parsed once: from the PEM text each check would cost several times as much.
const publicKey = createPublicKey(readFileSync(env('JWT__PUBLIC_KEY')));
const ttl = 300;
const pool = new pg.Pool({ connectionString: env('DB_URL'), max: 10 });
const redis = new Redis(env('REDIS_URL'), { keyPrefix: env('REDIS_PREFIX'), enableAutoPipelining: true });

/** The id of the user behind the token. @throws when there is no valid one */
export const authenticate = ({ authorization = '' }: IncomingHttpHeaders): number => {
  const token = authorization.startsWith('Bearer ') ? authorization.slice(7) : '';
  const options = { algorithms: ['RS256' as const], issuer: 'project-db-auth', audience: 'project-db-auth' };
  return Number((jwt.verify(token, publicKey, options) as JwtPayload).sub);
};

const acceptable = /^[A-Za-z0-9._-]{1,128}$/;
export const requestIdOf = (headers: IncomingHttpHeaders): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : randomUUID();
};

/** As ours has it. */
export const helmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
  xFrameOptions: { action: 'deny' as const },
};
export const cacheControl = 'no-cache';
export const pageSize = 20;

interface Movie {
  readonly id: number;
  readonly version: number;
  readonly [field: string]: unknown;
}
type CacheUse = 'hit' | 'miss' | 'bypass';

const columns = `id, title, release_year as "releaseYear", runtime_minutes as "runtimeMinutes", genres, description,
  author_id as "authorId", imdb_id as "imdbId", created_at as "createdAt", updated_at as "updatedAt"`;
const one = { name: 'movie', text: `select version, ${columns} from movies where id = $1` };
const page = { name: 'movies', text: `select ${columns} from movies where id > $1 order by id limit $2` };

const fromDatabase = async (id: number): Promise<Movie | undefined> =>
  (await pool.query<Movie>({ ...one, values: [id] })).rows[0];

/** Cache-aside: from Redis, or else from Postgres into Redis; past the cache for who asks for that. */
const read = async (id: number, headers: IncomingHttpHeaders): Promise<[Movie | undefined, CacheUse]> => {
  if (headers['cache-control'] === 'no-cache') return [await fromDatabase(id), 'bypass'];
  const key = `movie:${id}`;
  const cached = await redis.get(key);
  if (cached !== null) return [JSON.parse(cached) as Movie, 'hit'];
  const movie = await fromDatabase(id);
  if (movie !== undefined) await redis.set(key, JSON.stringify(movie), 'EX', ttl);
  return [movie, 'miss'];
};

/** A movie as it goes out, with its ETag, and how the cache was used; undefined: there is none. */
export const findMovie = async (id: number, headers: IncomingHttpHeaders) => {
  if (!Number.isInteger(id)) return undefined;
  const [movie, cacheUse] = await read(id, headers);
  if (movie === undefined) return undefined;
  const { version, ...body } = movie;
  return { body, etag: `"${version}"`, cacheUse };
};

/** A page as it goes out, and the Link to the next one. */
export const listMovies = async (limit: number, cursor: string | undefined) => {
  const after = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString().split(' ')[1]);
  // One more than asked for tells whether there is a next page.
  const { rows } = await pool.query<Movie>({ ...page, values: [after, limit + 1] });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor =
    rows.length > limit && last ? Buffer.from(`movies ${last.id}`).toString('base64url') : null;
  const link = nextCursor && `</api/v1/movies?limit=${limit}&cursor=${nextCursor}>; rel="next"`;
  return { body: { items, page: { limit, nextCursor } }, link };
};

// In order, so that a profile is written.
process.once('SIGTERM', () => process.exit());
