import type { Knex } from 'knex';

/**
 * Imports over HTTP, and the text of their rejected rows. The rows are in the database, so that every instance can return
 * them. An instance of the release before knows neither table; if it removes an account, the imports of that account stay
 * without an owner.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table imports (
      id integer generated always as identity constraint imports_pkey primary key,
      version integer not null default 1,
      name text not null,
      options jsonb not null,
      owner_id integer constraint imports_owner_id_fkey references users on delete set null,
      status text not null,
      failure jsonb,
      spool uuid,
      file uuid,
      bytes integer,
      file_seen_at timestamptz(3),
      lease uuid,
      lease_until timestamptz(3),
      attempts integer not null default 0,
      read_bytes double precision not null default 0,
      total_bytes double precision not null default 0,
      dry_run jsonb,
      counts jsonb not null default '{}',
      result jsonb,
      rejected jsonb not null default '{"files": [], "bytes": 0, "omitted": 0}',
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now()
    )`);
  await knex.raw('create index imports_by_owner on imports (owner_id, id)');
  // Few imports are not ended: the runner of each instance looks for these.
  await knex.raw(`create index imports_not_ended on imports (updated_at, id)
    where status not in ('done', 'failed', 'canceled')`);
  await knex.raw(`
    create table import_rejections (
      import_id integer not null constraint import_rejections_import_id_fkey references imports on delete cascade,
      file integer not null,
      id bigint generated always as identity,
      content bytea not null,
      constraint import_rejections_pkey primary key (import_id, file, id)
    )`);
};

export const down = (knex: Knex) => knex.raw('drop table import_rejections, imports');
