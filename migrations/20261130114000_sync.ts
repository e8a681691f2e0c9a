import type { Knex } from 'knex';

/**
 * What clients need to keep a copy of a kind in step: each item has the transaction of its last change, and removed items
 * leave a row in `removed`. Triggers maintain both, so the writes of an instance of the release before count as well.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table removed (
      kind text collate "C" not null,
      id integer not null,
      changed_in xid8 not null default pg_current_xact_id(),
      removed_at timestamptz not null default now(),
      constraint removed_pkey primary key (kind, changed_in, id)
    )`);
  await knex.raw('create index removed_by_time on removed (removed_at)');
  await knex.raw(`
    create function mark_changed() returns trigger language plpgsql as $$
    begin
      new.changed_in := pg_current_xact_id();
      return new;
    end $$`);
  await knex.raw(`
    create function keep_removed() returns trigger language plpgsql set search_path from current as $$
    begin
      if tg_op = 'TRUNCATE' then
        execute format('insert into removed (kind, id) select %L, id from %I on conflict do nothing',
          tg_table_name, tg_table_name);
      else
        insert into removed (kind, id) select tg_table_name, id from before on conflict do nothing;
      end if;
      return null;
    end $$`);
  // The default is the same for all existing rows, so that Postgres need not rewrite the table.
  await knex.raw(`
    create function serve_sync(kind text) returns void language plpgsql as $$
    begin
      execute format('alter table %I add column changed_in xid8 not null default pg_current_xact_id()', kind);
      execute format('create index %I on %I (changed_in, id)', kind || '_by_change', kind);
      execute format('create trigger %I before update on %I
        for each row execute function mark_changed()', kind || '_changed', kind);
      execute format('create trigger %I after delete on %I referencing old table as before
        for each statement execute function keep_removed()', kind || '_deleted_kept', kind);
      execute format('create trigger %I before truncate on %I
        for each statement execute function keep_removed()', kind || '_truncated_kept', kind);
    end $$`);
  const kinds = await trackedKinds(knex);
  await knex.raw('alter function track_changes(text) rename to track_cached_changes');
  await knex.raw(`
    create function track_changes(kind text) returns void language plpgsql as $$
    begin
      perform track_cached_changes(kind);
      perform serve_sync(kind);
    end $$`);
  for (const kind of kinds) await knex.raw('select serve_sync(?)', [kind]);
};

/** The tables of all kinds, including those that others have added. */
const trackedKinds = async (knex: Knex): Promise<readonly string[]> => {
  const { rows } = await knex.raw(`
    select distinct relname as kind from pg_trigger join pg_class on pg_class.oid = tgrelid
    where tgfoid = 'record_item_changes'::regproc order by 1`);
  return rows.map(({ kind }: { kind: string }) => kind);
};

export const down = async (knex: Knex): Promise<void> => {
  for (const kind of await trackedKinds(knex)) {
    for (const trigger of ['changed', 'deleted_kept', 'truncated_kept'])
      await knex.raw('drop trigger ?? on ??', [`${kind}_${trigger}`, kind]);
    await knex.raw('drop index ??', [`${kind}_by_change`]);
    await knex.raw('alter table ?? drop column changed_in', [kind]);
  }
  await knex.raw('drop function track_changes, serve_sync, keep_removed, mark_changed');
  await knex.raw('alter function track_cached_changes(text) rename to track_changes');
  await knex.raw('drop table removed');
};
