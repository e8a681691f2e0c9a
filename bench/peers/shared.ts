/** Shared by the servers on Express and Fastify: settings, the check of tokens, and the reads of movies. */
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

// Parsed once: a check with the PEM text would take several times as long.
const publicKey = createPublicKey(readFileSync(env('JWT__PUBLIC_KEY')));
const ttl = 300;
const pool = new pg.Pool({ connectionString: env('DB_URL'), max: 10 });
const redis = new Redis(env('REDIS_URL'), { keyPrefix: env('REDIS_PREFIX'), enableAutoPipelining: true });

/** Returns the user id of the token. @throws Error if the token is missing or invalid */
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

/** As in our service. */
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

/** Cache-aside: reads from Redis, or else from Postgres, and stores the result. A no-cache request bypasses Redis. */
const read = async (id: number, headers: IncomingHttpHeaders): Promise<[Movie | undefined, CacheUse]> => {
  if (headers['cache-control'] === 'no-cache') return [await fromDatabase(id), 'bypass'];
  const key = `movie:${id}`;
  const cached = await redis.get(key);
  if (cached !== null) return [JSON.parse(cached) as Movie, 'hit'];
  const movie = await fromDatabase(id);
  if (movie !== undefined) await redis.set(key, JSON.stringify(movie), 'EX', ttl);
  return [movie, 'miss'];
};

/** Returns a serialized movie with its ETag and the use of the cache; undefined if there is none. */
export const findMovie = async (id: number, headers: IncomingHttpHeaders) => {
  if (!Number.isInteger(id)) return undefined;
  const [movie, cacheUse] = await read(id, headers);
  if (movie === undefined) return undefined;
  const { version, ...body } = movie;
  return { body, etag: `"${version}"`, cacheUse };
};

/** Returns a serialized page with the Link to the next one. */
export const listMovies = async (limit: number, cursor: string | undefined) => {
  const after = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64url').toString().split(' ')[1]);
  // Reads one more row to see whether there is a next page.
  const { rows } = await pool.query<Movie>({ ...page, values: [after, limit + 1] });
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor =
    rows.length > limit && last ? Buffer.from(`movies ${last.id}`).toString('base64url') : null;
  const link = nextCursor && `</api/v1/movies?limit=${limit}&cursor=${nextCursor}>; rel="next"`;
  return { body: { items, page: { limit, nextCursor } }, link };
};

// Exits normally, so that Node writes the profile.
process.once('SIGTERM', () => process.exit());
