import type { Knex } from 'knex';

/**
 * API keys, and service accounts, which have nothing but keys. A key belongs to either a user or a service account. An
 * instance of the release before knows neither, and takes a key for an invalid token.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table service_accounts (
      id integer generated always as identity constraint service_accounts_pkey primary key,
      version integer not null default 1,
      name text not null,
      name_key text not null constraint service_accounts_name_key unique,
      role text not null constraint service_accounts_role_check check (role in ('user', 'moderator')),
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`);
  // last_used_at is written without a new version.
  await knex.raw(`
    create table api_keys (
      id text constraint api_keys_pkey primary key,
      version integer not null default 1,
      hash text not null,
      user_id integer constraint api_keys_user_id_fkey references users on delete cascade,
      service_account_id integer
        constraint api_keys_service_account_id_fkey references service_accounts on delete cascade,
      name text not null,
      permissions text[] not null,
      created_at timestamptz(3) not null default now(),
      expires_at timestamptz(3),
      last_used_at timestamptz(3),
      constraint api_keys_owner_check check ((user_id is null) <> (service_account_id is null))
    )`);
  await knex.raw('create index api_keys_by_created_at on api_keys (created_at, id)');
  await knex.raw('create index api_keys_by_user on api_keys (user_id, created_at, id)');
  await knex.raw('create index api_keys_by_service_account on api_keys (service_account_id, created_at, id)');
  // Each key has Idempotency-Keys of its own. Those of signed-in users stay in idempotency_keys.
  await knex.raw(`
    create table api_key_requests (
      api_key_id text not null constraint api_key_requests_api_key_id_fkey references api_keys on delete cascade,
      key text not null,
      fingerprint text not null,
      answer jsonb not null,
      created_at timestamptz not null default now(),
      constraint api_key_requests_pkey primary key (api_key_id, key)
    )`);
  await knex.raw('create index api_key_requests_by_age on api_key_requests (created_at)');
  // Without references: entries outlive what they name.
  await knex.raw('alter table audit add key_id text, add service_account_id integer');
  await knex.raw('create index audit_by_key on audit (key_id, at, id) where key_id is not null');
  await knex.raw(`create index audit_by_service_account on audit (service_account_id, at, id)
    where service_account_id is not null`);
  await knex.raw(`
    alter table imports add key_id text, add service_account_id integer
      constraint imports_service_account_id_fkey references service_accounts on delete set null`);
  await knex.raw(`create index imports_by_service_account on imports (service_account_id)
    where service_account_id is not null`);
  await knex.raw(`
    create function record_api_key_changes() returns trigger
    language plpgsql set search_path from current as $$
    begin
      if tg_op = 'DELETE' then
        perform record_changes('api_keys', array_agg(id), null) from (select id from before limit 101) few;
      else
        perform record_changes('api_keys', array_agg(id), null) from (
          select id from after n join before b using (id)
          where (n.hash, n.permissions, n.expires_at, n.user_id, n.service_account_id)
            is distinct from (b.hash, b.permissions, b.expires_at, b.user_id, b.service_account_id)
          limit 101) few;
      end if;
      return null;
    end $$`);
  await knex.raw(`
    create function record_service_account_changes() returns trigger
    language plpgsql set search_path from current as $$
    begin
      if tg_op = 'DELETE' then
        perform record_changes('service_accounts', array_agg(id::text), null) from (select id from before limit 101) few;
      else
        perform record_changes('service_accounts', array_agg(id::text), null) from (
          select id from after n join before b using (id) where n.role is distinct from b.role limit 101) few;
      end if;
      return null;
    end $$`);
  for (const [table, record] of tracked) {
    await knex.raw(`create trigger ${table}_updated after update on ${table}
      referencing old table as before new table as after for each statement execute function ${record}()`);
    await knex.raw(`create trigger ${table}_deleted after delete on ${table}
      referencing old table as before for each statement execute function ${record}()`);
    await knex.raw(`create trigger ${table}_truncated after truncate on ${table}
      for each statement execute function record_bulk_change()`);
  }
  await knex.raw(recordUserChanges(', n.second_factor', ', b.second_factor', endKeys));
};

const tracked = [
  ['api_keys', 'record_api_key_changes'],
  ['service_accounts', 'record_service_account_changes'],
];

/**
 * A deactivation removes the keys of the account, but an instance of the release before does not know them. They are
 * rejected while the account is inactive; this keeps them from coming back with it.
 */
const endKeys = `
  delete from api_keys where user_id in (select id from after n join before b using (id) where n.active and not b.active);`;

/** The function, which also records a change of these columns, and runs this statement after an update. */
const recordUserChanges = (after: string, before: string, statement: string) => `
    create or replace function record_user_changes() returns trigger
    language plpgsql set search_path from current as $$
    begin
      if tg_op = 'DELETE' then
        perform record_changes('users', array_agg(id::text), null) from (select id from before limit 101) few;
      else
        perform record_changes('users', array_agg(id::text), array_agg(facts)) from (
          select id, jsonb_build_object('role', n.role, 'active', n.active, 'tokenVersion', n.token_version) facts
          from after n join before b using (id)
          where (n.role, n.active, n.token_version${after}) is distinct from (b.role, b.active, b.token_version${before})
          limit 101) few;${statement}
      end if;
      return null;
    end $$`;

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw(recordUserChanges('', '', ''));
  await knex.raw('alter table imports drop key_id, drop service_account_id');
  await knex.raw('alter table audit drop key_id, drop service_account_id');
  await knex.raw('drop table api_key_requests, api_keys, service_accounts');
  await knex.raw('drop function record_service_account_changes, record_api_key_changes');
};
