import type { Knex } from 'knex';

/**
 * The fields of an item that people changed, each with the time in milliseconds: imports keep them. `track_changes`, which
 * every migration with a kind calls, adds the column from now on. An instance of the release before keeps the edits of an
 * item that it changes, and adds none.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('alter function track_changes rename to track_item_changes');
  await knex.raw(`
    create function track_changes(kind text) returns void language plpgsql as $$
    begin
      perform track_item_changes(kind);
      execute format('alter table %I add edits jsonb not null default %L', kind, '{}');
    end $$`);
  for (const table of await kindTables(knex))
    await knex.raw(`alter table ${table} add edits jsonb not null default '{}'`);
};

export const down = async (knex: Knex): Promise<void> => {
  for (const table of await kindTables(knex)) await knex.raw(`alter table ${table} drop edits`);
  await knex.raw('drop function track_changes');
  await knex.raw('alter function track_item_changes rename to track_changes');
};

/** Also those of kinds that this project does not have. */
const kindTables = async (knex: Knex): Promise<string[]> => {
  const { rows } = await knex.raw(`select distinct tgrelid::regclass::text as name from pg_trigger
    where tgfoid = 'record_item_changes'::regproc`);
  return rows.map(({ name }: { name: string }) => name);
};
