/**
 * Shared by the thin servers: the shortest code for the same requests, with the same libraries. It checks tokens and caches
 * items in Redis. It has no logs, security headers, audit, validation or invalidation, and one index per table.
 */
import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { verify } from '@node-rs/argon2';
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

const publicKey = createPublicKey(readFileSync(env('JWT__PUBLIC_KEY')));
const privateKey = createPrivateKey(readFileSync(env('PRIVATE_KEY')));
const pool = new pg.Pool({ connectionString: env('DB_URL'), max: 10 });
const redis = new Redis(env('REDIS_URL'), { keyPrefix: env('REDIS_PREFIX'), enableAutoPipelining: true });
const issuer = 'project-db-auth';

/** Returns the user id of the token. @throws Error if the token is missing or invalid */
export const authenticate = ({ authorization = '' }: IncomingHttpHeaders): number => {
  const options = { algorithms: ['RS256' as const], issuer, audience: issuer };
  return Number((jwt.verify(authorization.slice(7), publicKey, options) as JwtPayload).sub);
};

export interface Movie {
  readonly id: number;
  readonly version: number;
  readonly [field: string]: unknown;
}
/** A title, and what else a write sends. */
export type Body = Readonly<Record<string, unknown>>;

const columns = `id, version, title, release_year as "releaseYear", runtime_minutes as "runtimeMinutes", genres,
  description, author_id as "authorId", imdb_id as "imdbId", external_ids as "externalIds",
  created_at as "createdAt", updated_at as "updatedAt"`;
const query = async (name: string, text: string, values: unknown[]): Promise<Movie[]> =>
  (await pool.query<Movie>({ name, text, values })).rows;

/** Cache-aside. A no-cache request bypasses Redis. */
export const findMovie = async (id: number, headers: IncomingHttpHeaders): Promise<Movie | undefined> => {
  const key = `movie:${id}`;
  const bypasses = headers['cache-control'] === 'no-cache';
  const cached = bypasses ? null : await redis.get(key);
  if (cached !== null) return JSON.parse(cached) as Movie;
  const [movie] = await query('movie', `select ${columns} from thin.movies where id = $1`, [id]);
  if (movie !== undefined && !bypasses) await redis.set(key, JSON.stringify(movie), 'EX', 300);
  return movie;
};

export const listMovies = (limit: number, after: number): Promise<Movie[]> =>
  query('page', `select ${columns} from thin.movies where id > $1 order by id limit $2`, [after, limit]);

export const createMovie = ({ title, releaseYear, runtimeMinutes, genres }: Body) =>
  query(
    'create',
    `insert into thin.movies (title, release_year, runtime_minutes, genres) values ($1, $2, $3, $4)
     returning ${columns}`,
    [title, releaseYear, runtimeMinutes, genres],
  );

/** Replaces, or changes the title alone: fields that are left out stay. */
export const changeMovie = (id: number, { title, releaseYear, runtimeMinutes, genres }: Body) =>
  query(
    'change',
    `update thin.movies set version = version + 1, updated_at = now(), title = $2,
       release_year = coalesce($3, release_year), runtime_minutes = coalesce($4, runtime_minutes),
       genres = coalesce($5, genres)
     where id = $1 returning ${columns}`,
    [id, title, releaseYear, runtimeMinutes, genres],
  );

const newSession = async (userId: number) => {
  const refreshToken = randomUUID();
  const text = 'insert into thin.sessions (user_id, token) values ($1, $2)';
  await pool.query({ name: 'session', text, values: [userId, refreshToken] });
  const signed = { algorithm: 'RS256' as const, issuer, audience: issuer, expiresIn: '15m' as const };
  return { accessToken: jwt.sign({ sub: String(userId) }, privateKey, signed), refreshToken };
};

/** @throws Error if the user or the password is wrong */
export const signIn = async ({ email, password }: Body) => {
  const text = 'select id, password_hash from users where email_key = $1';
  const [user] = (await pool.query({ name: 'user', text, values: [email] })).rows;
  if (!user || !(await verify(user.password_hash, String(password)))) throw new Error('wrong password');
  return newSession(user.id);
};

/** @throws Error if there is no such token, or not any more */
export const refresh = async ({ refreshToken }: Body) => {
  const text = 'delete from thin.sessions where token = $1 returning user_id';
  const [session] = (await pool.query({ name: 'refresh', text, values: [refreshToken] })).rows;
  if (!session) throw new Error('unknown token');
  return newSession(session.user_id);
};

// Exits normally, so that Node writes the profile.
process.once('SIGTERM', () => process.exit());
