import type { Knex } from 'knex';

/** Sessions, the feed of changes that every instance follows, and the audit trail. */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table sessions (
      id uuid constraint sessions_pkey primary key,
      user_id integer not null constraint sessions_user_id_fkey references users on delete cascade,
      head text,
      created_at timestamptz(3) not null,
      last_used_at timestamptz(3) not null,
      expires_at timestamptz(3) not null,
      ended_at timestamptz(3),
      ip text,
      user_agent text
    )`);
  await knex.raw('create index sessions_by_user on sessions (user_id)');
  await knex.raw('create index sessions_by_expiry on sessions (expires_at)');
  // One row for each token that a session had. The token itself is kept nowhere.
  await knex.raw(`
    create table refresh_tokens (
      hash text constraint refresh_tokens_pkey primary key,
      session_id uuid not null constraint refresh_tokens_session_id_fkey references sessions on delete cascade,
      parent_hash text,
      salt text,
      salted_at timestamptz(3),
      used_at timestamptz(3),
      superseded_at timestamptz(3)
    )`);
  await knex.raw('create index refresh_tokens_by_session on refresh_tokens (session_id)');
  await knex.raw('create index refresh_tokens_by_end on refresh_tokens (superseded_at)');
  // Without references: what is told here outlives what it tells of.
  await knex.raw(`
    create table audit (
      id bigint generated always as identity constraint audit_pkey primary key,
      at timestamptz(3) not null default now(),
      action text not null,
      actor_id integer,
      subject_kind text,
      subject_id text,
      ip text,
      request_id text,
      details jsonb not null
    )`);

  // The feed: who changed, and by which transaction. Without an id: so many of the kind that each may have.
  await knex.raw(`
    create table changes (
      seq bigint generated always as identity constraint changes_pkey primary key,
      xid xid8 not null default pg_current_xact_id(),
      kind text not null,
      id text,
      facts jsonb
    )`);
  await knex.raw('create index changes_by_xid on changes (xid)');
  // Which changes were there at which time: what one may forget is decided by it, not by when a change began.
  await knex.raw(`
    create table change_horizons (
      at timestamptz not null default clock_timestamp(),
      snapshot pg_snapshot not null default pg_current_snapshot()
    )`);
  await knex.raw(`
    create function record_changes(kind text, ids text[], facts jsonb[]) returns void
    language plpgsql set search_path from current as $$
    begin
      if cardinality(ids) > 100 then
        insert into changes (kind) values (record_changes.kind);
      else
        insert into changes (kind, id, facts)
        select record_changes.kind, row.id, row.facts from unnest(ids, record_changes.facts) as row (id, facts);
      end if;
    end $$`);
  await knex.raw(`
    create function record_bulk_change() returns trigger
    language plpgsql set search_path from current as $$
    begin
      insert into changes (kind) values (tg_table_name);
      return null;
    end $$`);
  await knex.raw(`
    create function record_item_changes() returns trigger
    language plpgsql set search_path from current as $$
    begin
      perform record_changes(tg_table_name, array_agg(id::text), null) from (select id from touched limit 101) few;
      return null;
    end $$`);
  // Of users what tokens say of them, and of sessions their end: nothing else about them concerns other instances.
  await knex.raw(`
    create function record_user_changes() returns trigger
    language plpgsql set search_path from current as $$
    begin
      if tg_op = 'DELETE' then
        perform record_changes('users', array_agg(id::text), null) from (select id from before limit 101) few;
      else
        perform record_changes('users', array_agg(id::text), array_agg(facts)) from (
          select id, jsonb_build_object('role', n.role, 'active', n.active, 'tokenVersion', n.token_version) facts
          from after n join before b using (id)
          where (n.role, n.active, n.token_version) is distinct from (b.role, b.active, b.token_version)
          limit 101) few;
      end if;
      return null;
    end $$`);
  await knex.raw(`
    create function record_session_ends() returns trigger
    language plpgsql set search_path from current as $$
    begin
      if tg_op = 'DELETE' then
        perform record_changes('sessions', array_agg(id::text), null)
        from (select id from before where ended_at is null and expires_at > now() limit 101) few;
      else
        perform record_changes('sessions', array_agg(id::text), null) from (
          select id from after n join before b using (id)
          where n.ended_at is not null and b.ended_at is null limit 101) few;
      end if;
      return null;
    end $$`);
  await knex.raw(`
    create function track_changes(kind text) returns void language plpgsql as $$
    begin
      execute format('create trigger %I after insert on %I referencing new table as touched
        for each statement execute function record_item_changes()', kind || '_inserted', kind);
      execute format('create trigger %I after update on %I referencing new table as touched
        for each statement execute function record_item_changes()', kind || '_updated', kind);
      execute format('create trigger %I after delete on %I referencing old table as touched
        for each statement execute function record_item_changes()', kind || '_deleted', kind);
      execute format('create trigger %I after truncate on %I
        for each statement execute function record_bulk_change()', kind || '_truncated', kind);
    end $$`);
  for (const kind of kinds) await knex.raw('select track_changes(?)', [kind]);
  for (const [table, record] of revocable) {
    await knex.raw(`create trigger ${table}_updated after update on ${table}
      referencing old table as before new table as after for each statement execute function ${record}()`);
    await knex.raw(`create trigger ${table}_deleted after delete on ${table}
      referencing old table as before for each statement execute function ${record}()`);
    await knex.raw(`create trigger ${table}_truncated after truncate on ${table}
      for each statement execute function record_bulk_change()`);
  }
};

const kinds = ['authors', 'movies', 'series'];
const revocable = [
  ['users', 'record_user_changes'],
  ['sessions', 'record_session_ends'],
];

export const down = async (knex: Knex): Promise<void> => {
  for (const kind of kinds) {
    for (const event of ['inserted', 'updated', 'deleted', 'truncated']) {
      await knex.raw(`drop trigger ${kind}_${event} on ${kind}`);
    }
  }
  for (const event of ['updated', 'deleted', 'truncated'])
    await knex.raw(`drop trigger users_${event} on users`);
  await knex.raw('drop table changes, change_horizons, audit, refresh_tokens, sessions');
  await knex.raw(`drop function track_changes, record_session_ends, record_user_changes, record_item_changes,
    record_bulk_change, record_changes`);
};
