import type { Knex } from 'knex';

/**
 * Ids of items in other systems. Those of IMDb and of `source_id` stay in their columns. The others are in the column
 * `external_ids`, which is read with the row, and in a table, which triggers maintain: it finds items, and keeps ids unique.
 * An instance of the release before leaves the column of a row as it is.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table external_ids (
      kind text collate "C" not null,
      source text collate "C" not null,
      value text collate "C" not null,
      item integer not null,
      constraint external_ids_pkey primary key (kind, source, value)
    )`);
  await knex.raw(keepExternalIds);
  await knex.raw(serveExternalIds);
  await knex.raw(serveNames('\n    perform serve_external_ids(kind);'));
  for (const kind of await tablesWith(knex, 'source_id'))
    await knex.raw('select serve_external_ids(?)', [kind]);
  await knex.raw(`alter table merged add external_ids jsonb not null default '{}'`);
  await knex.raw(`create index merged_with_external_ids on merged (kind) where external_ids <> '{}'`);
};

/** The tables of kinds, those of other teams too: any other than `merged` that has this column. */
const tablesWith = async (knex: Knex, column: string): Promise<string[]> => {
  const { rows } = await knex.raw(
    `select table_name as name from information_schema.columns
     where table_schema = current_schema() and column_name = ? and table_name <> 'merged' order by 1`,
    [column],
  );
  return rows.map(({ name }: { name: string }) => name);
};

/** In order, so that two writers of the same ids never wait for each other. */
const keepExternalIds = `
  create function keep_external_ids() returns trigger language plpgsql set search_path from current as $$
  begin
    if tg_op = 'INSERT' then
      insert into external_ids
      select tg_table_name, one.key, one.value, id from touched, jsonb_each_text(external_ids) as one
      where external_ids <> '{}' order by one.key, one.value;
    elsif tg_op = 'UPDATE' then
      if exists (select from before where external_ids <> '{}') then
        delete from external_ids e using before b join touched n using (id), jsonb_each_text(b.external_ids) as one
        where b.external_ids <> n.external_ids
          and e.kind = tg_table_name and e.source = one.key and e.value = one.value and e.item = b.id;
      end if;
      if exists (select from touched where external_ids <> '{}') then
        insert into external_ids
        select tg_table_name, one.key, one.value, id
        from before b join touched n using (id), jsonb_each_text(n.external_ids) as one
        where b.external_ids <> n.external_ids
        order by one.key, one.value;
      end if;
    elsif tg_op = 'DELETE' then
      delete from external_ids e using before b, jsonb_each_text(b.external_ids) as one
      where e.kind = tg_table_name and e.source = one.key and e.value = one.value and e.item = b.id;
    else
      delete from external_ids where kind = tg_table_name;
    end if;
    return null;
  end $$`;

/** The external ids of the table of a kind. */
const serveExternalIds = `
  create function serve_external_ids(kind text) returns void language plpgsql as $$
  begin
    execute format('alter table %I add external_ids jsonb not null default ''{}''', kind);
    -- Of an earlier table of this name.
    execute format('delete from external_ids where kind = %L', kind);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function keep_external_ids()', kind || '_inserted_ids', kind);
    execute format('create trigger %I after update on %I referencing old table as before new table as touched
      for each statement execute function keep_external_ids()', kind || '_updated_ids', kind);
    execute format('create trigger %I after delete on %I referencing old table as before
      for each statement execute function keep_external_ids()', kind || '_deleted_ids', kind);
    execute format('create trigger %I after truncate on %I
      for each statement execute function keep_external_ids()', kind || '_truncated_ids', kind);
  end $$`;

/** Lists by name, and search, for the table of a kind. @param more statements at the end */
const serveNames = (more: string) => `
  create or replace function serve_names(kind text, name text) returns void language plpgsql as $$
  begin
    execute format('create index %I on %I (fold(%I) collate "C", id)', kind || '_by_' || name, kind, name);
    execute format('create index %I on %I using gin (array_to_tsvector(words_in(%I)))',
      kind || '_by_words', kind, name);
    execute format('insert into vocabulary
      select distinct unnest(words_in(%I)) as word from %I order by word on conflict do nothing', name, kind);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function keep_vocabulary(%L)', kind || '_inserted_words', kind, name);
    execute format('create trigger %I after update on %I referencing new table as touched
      for each statement execute function keep_vocabulary(%L)', kind || '_updated_words', kind, name);${more}
  end $$`;

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index merged_with_external_ids');
  await knex.raw('alter table merged drop external_ids');
  await knex.raw(serveNames(''));
  for (const kind of await tablesWith(knex, 'external_ids')) {
    for (const event of ['inserted', 'updated', 'deleted', 'truncated'])
      await knex.raw('drop trigger ?? on ??', [`${kind}_${event}_ids`, kind]);
    await knex.raw('alter table ?? drop external_ids', [kind]);
  }
  await knex.raw('drop table external_ids');
  await knex.raw('drop function serve_external_ids, keep_external_ids');
};
