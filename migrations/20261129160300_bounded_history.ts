import type { Knex } from 'knex';

/**
 * What bounds the rows of a session, and what finds the rows that are removed or exported page by page.
 *
 * `sessions.family` is the hash of the part that all refresh tokens of a session share. `refresh_tokens.in_family` says
 * that a token has that part, and so is recognized without its row. Sessions of before have neither.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    alter table sessions
      add family text constraint sessions_family_key unique,
      add refresh_count integer not null default 0,
      add refresh_window_at timestamptz(3)`);
  await knex.raw('alter table refresh_tokens add in_family boolean not null default false');
  await knex.raw('create index sessions_by_user_and_start on sessions (user_id, created_at, id)');
  await knex.raw('create index sessions_by_user_and_ip on sessions (user_id, ip, expires_at, id)');
  await knex.raw('create index sessions_by_end on sessions (ended_at) where ended_at is not null');
  await knex.raw('drop index sessions_by_user');
  await knex.raw('create index one_time_tokens_by_expiry on one_time_tokens (expires_at)');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index one_time_tokens_by_expiry');
  await knex.raw('create index sessions_by_user on sessions (user_id)');
  await knex.raw('drop index sessions_by_end, sessions_by_user_and_ip, sessions_by_user_and_start');
  await knex.raw('alter table refresh_tokens drop in_family');
  await knex.raw('alter table sessions drop family, drop refresh_count, drop refresh_window_at');
};
