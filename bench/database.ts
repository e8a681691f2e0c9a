import pg from 'pg';
import { users } from './load-order.js';

/** Runs statements, and returns the rows of the last one. */
const run = async (databaseUrl: string, statements: readonly [text: string, values?: unknown[]][]) => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const [text, values] of statements) ({ rows } = await client.query(text, values));
    return rows;
  } finally {
    await client.end();
  }
};

/** Adds films up to a number of them, users with the password of the administrator, and the tables of the thin servers. */
export const fillDatabase = async (databaseUrl: string, films: number): Promise<void> => {
  await run(databaseUrl, [
    [
      `insert into movies (title, release_year, runtime_minutes, genres)
       select 'Film ' || n, 1900 + n % 120, 60 + n % 90, array['drama']
       from generate_series(1, $1::integer - (select count(*)::integer from movies)) n`,
      [films],
    ],
    [
      `insert into users (email, email_key, visible_name, visible_name_key, role, active, email_verified,
         password_hash, token_version)
       select made.email, made.email, made.name, made.name, 'user', true, true, password_hash, token_version
       from users, generate_series(0, $1::integer - 1) n,
         lateral (select 'user' || n || '@example.com', 'user ' || n) made (email, name)
       where role = 'admin' limit $1`,
      [users],
    ],
    ['create schema thin'],
    ['create table thin.movies (like public.movies including defaults including identity)'],
    ['insert into thin.movies overriding system value select * from public.movies'],
    ['alter table thin.movies add primary key (id)'],
    [`select setval(pg_get_serial_sequence('thin.movies', 'id'), (select max(id) from thin.movies))`],
    ['create table thin.sessions (user_id integer not null, token text primary key)'],
    // Otherwise autovacuum does so during the run, and may change the plans of statements.
    ['vacuum analyze'],
  ]);
};

/** Returns the ids of thousands of films, without one. */
export const idsBeside = async (databaseUrl: string, hot: number): Promise<number[]> => {
  const text = 'select id from movies where id <> $1 order by id limit 5000';
  return (await run(databaseUrl, [[text, [hot]]])).map(({ id }) => Number(id));
};

/** Returns the password hash of a user. */
export const hashOf = async (databaseUrl: string): Promise<string> =>
  String((await run(databaseUrl, [['select password_hash from users limit 1']]))[0]?.password_hash);
