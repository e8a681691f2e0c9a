import type { Knex } from 'knex';

/**
 * Authenticator apps (TOTP), recovery codes, and logins that wait for a code. `users.second_factor` is whether the account
 * has a confirmed app, so that a login without one needs no further query. An instance of the release before ignores both
 * columns of users, keeps their values, and asks for no code.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('alter table users add second_factor boolean not null default false');
  // Shorter than an account without a second factor may have.
  await knex.raw('alter table users add short_password boolean not null default false');
  await knex.raw(`
    create table totp_factors (
      user_id integer constraint totp_factors_pkey primary key
        constraint totp_factors_user_id_fkey references users on delete cascade,
      secret text not null,
      created_at timestamptz(3) not null,
      confirmed_at timestamptz(3),
      last_step bigint
    )`);
  await knex.raw(`
    create table recovery_codes (
      user_id integer not null constraint recovery_codes_user_id_fkey references users on delete cascade,
      hash text not null,
      constraint recovery_codes_pkey primary key (user_id, hash)
    )`);
  await knex.raw(`
    create table sign_in_challenges (
      hash text constraint sign_in_challenges_pkey primary key,
      user_id integer not null constraint sign_in_challenges_user_id_fkey references users on delete cascade,
      credentials text not null,
      cookie_hash text,
      attempts_left smallint not null,
      expires_at timestamptz(3) not null
    )`);
  await knex.raw('create index sign_in_challenges_by_user on sign_in_challenges (user_id)');
  await knex.raw('create index sign_in_challenges_by_expiry on sign_in_challenges (expires_at)');
};

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop table sign_in_challenges, recovery_codes, totp_factors');
  await knex.raw('alter table users drop short_password, drop second_factor');
};
