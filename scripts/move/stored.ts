import { runSql } from '../../test/support/run-sql.js';
import { fill } from '../lists/made-up.js';

/** Number of rows to generate. */
export interface Amounts {
  /** Movies and series together. */
  readonly titles: number;
  readonly accounts: number;
  readonly audit: number;
}

/** Titles that are made one by one. The others are theirs with a number. */
const distinct = 6_000;

/** Fills an empty, migrated database: a catalogue, accounts with a session each, and the audit trail. */
export const fillEverything = async (
  url: string,
  { titles, accounts, audit }: Amounts,
  seed: number,
): Promise<void> => {
  const [movies, series] = [Math.min(distinct, Math.ceil(titles / 1.2)), Math.min(distinct, titles / 6)];
  await fill(url, { authors: Math.ceil(titles / 10), movies, series: Math.floor(series) }, seed);
  const more = (table: 'movies' | 'series', total: number, columns: string) => `
    insert into ${table} (title, release_year, genres, description, author_id, imdb_id, source_id, ${columns})
    select title || ' ' || n, 1900 + n % 120, genres, description, author_id, 'tt' || 2000000 + n, 'more/' || n, ${columns}
      from generate_series(1, ${total}) n
      join (select row_number() over (order by id) - 1 as number, * from ${table}) as made
        on made.number = n % ${table === 'movies' ? movies : Math.floor(series)}`;
  await runSql(
    url,
    more('movies', Math.ceil(titles / 1.2) - movies, 'runtime_minutes'),
    more('series', Math.floor(titles / 6) - Math.floor(series), 'seasons, episodes'),
    `insert into users (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash, token_version)
      select email, email, name, lower(name), 'user', true, true, '$argon2id$v=19$m=19456,t=2,p=1$' || md5(email) || md5(name), 0
        from generate_series(1, ${accounts}) n, lateral (select 'person' || n || '@example.com', 'Person ' || n) as made (email, name)`,
    `insert into sessions (id, user_id, head, created_at, last_used_at, expires_at, ended_at, ip, user_agent)
      select gen_random_uuid(), id, md5(email), now(), now(), now() + interval '30 days',
          case when id % 5 = 0 then now() end, '192.0.2.' || id % 250, 'Mozilla/5.0 (X11; Linux x86_64)'
        from users`,
    'insert into refresh_tokens (hash, session_id) select head, id from sessions where head is not null on conflict do nothing',
    `insert into audit (at, action, actor_id, subject_kind, subject_id, ip, request_id, details)
      select now() - interval '1 second' * n, (array['movie.changed', 'session.started', 'user.changed'])[1 + n % 3],
          1 + n % ${accounts}, 'movie', (1 + n % ${titles})::text, '192.0.2.' || n % 250, gen_random_uuid()::text,
          jsonb_build_object('fields', array['title', 'description'], 'number', n)
        from generate_series(1, ${audit}) n`,
    'vacuum analyze',
  );
};
