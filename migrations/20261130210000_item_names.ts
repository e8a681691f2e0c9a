import type { Knex } from 'knex';

/**
 * How many items of a kind have each folded name and year: lists duplicates. The counts are kept by triggers, so those of
 * an instance of the release before are counted, too. From now on `serve_names`, which every migration with a kind calls,
 * creates them. Two transactions that write the same name and year wait for each other; a statement locks the rows in the
 * order of the index.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw(`
    create table item_names (
      kind text collate "C" not null,
      name text collate "C" not null,
      year integer not null,
      items integer not null,
      constraint item_names_pkey primary key (kind, name, year)
    )`);
  await knex.raw('create index item_names_of_several on item_names (kind, name, year) where items > 1');
  await knex.raw(countNames);
  await knex.raw(serveCounts);
  await knex.raw('alter function serve_names rename to serve_words');
  await knex.raw(`
    create function serve_names(kind text, name text) returns void language plpgsql as $$
    begin
      perform serve_words(kind, name), serve_name_counts(kind, name);
    end $$`);
  for (const { table, column } of await namedTables(knex))
    await knex.raw('select serve_name_counts(?, ?)', [table, column]);
};

/** The arguments of the trigger are the columns of the name and of the year; without one, 2147483647 is the year. */
const countNames = `
  create function count_names() returns trigger language plpgsql set search_path from current as $$
  declare
    key text := format('fold(%I) as name, coalesce(%s, 2147483647) as year', tg_argv[0], tg_argv[1]);
    added text := format('select %s, 1 as n from touched', key);
    removed text := format('select %s, -1 as n from before', key);
    changed text := format('where id in (select b.id from before b join touched t using (id)
      where (b.%1$I, %2$s) is distinct from (t.%1$I, %3$s))', tg_argv[0],
      replace(tg_argv[1], 'release_year', 'b.release_year'), replace(tg_argv[1], 'release_year', 't.release_year'));
  begin
    if tg_op = 'TRUNCATE' then
      delete from item_names where kind = tg_table_name;
      return null;
    end if;
    execute format('insert into item_names as stored
      select %L, name, year, sum(n) from (%s) as counted group by name, year having sum(n) <> 0 order by name, year
      on conflict (kind, name, year) do update set items = stored.items + excluded.items',
      tg_table_name, case tg_op
        when 'INSERT' then added
        when 'DELETE' then removed
        else format('%s %s union all %s %s', added, changed, removed, changed)
      end);
    if tg_op <> 'INSERT' then
      execute format('delete from item_names where kind = %L and items <= 0 and (name, year) in (
        select name, year from (%s %s) as counted)',
        tg_table_name, removed, case tg_op when 'UPDATE' then changed end);
    end if;
    return null;
  end $$`;

/**
 * Counts the names of a table, from now on by triggers. They come last by their names: of the locks that a statement
 * waits for, those of the names are taken last, so that a write of one item never waits while it holds one.
 */
const serveCounts = `
  create function serve_name_counts(kind text, name text) returns void language plpgsql as $$
  declare
    year text := case when exists (select from pg_attribute
      where attrelid = kind::regclass and attname = 'release_year' and not attisdropped) then 'release_year' else 'null::integer' end;
  begin
    execute format('insert into item_names
      select %L, fold(%I), coalesce(%s, 2147483647) as year, count(*) from %I group by 2, 3', kind, name, year, kind);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function count_names(%L, %L)', kind || '_whole_names_inserted', kind, name, year);
    execute format('create trigger %I after update on %I referencing old table as before new table as touched
      for each statement execute function count_names(%L, %L)', kind || '_whole_names_updated', kind, name, year);
    execute format('create trigger %I after delete on %I referencing old table as before
      for each statement execute function count_names(%L, %L)', kind || '_whole_names_deleted', kind, name, year);
    execute format('create trigger %I after truncate on %I
      for each statement execute function count_names(%L, %L)', kind || '_whole_names_truncated', kind, name, year);
  end $$`;

export const down = async (knex: Knex): Promise<void> => {
  for (const { table } of await namedTables(knex))
    for (const event of ['inserted', 'updated', 'deleted', 'truncated'])
      await knex.raw(`drop trigger ${table}_whole_names_${event} on ${table}`);
  await knex.raw('drop function serve_names');
  await knex.raw('alter function serve_words rename to serve_names');
  await knex.raw('drop function serve_name_counts, count_names');
  await knex.raw('drop table item_names');
};

/** The tables that `serve_names` prepared, with the column of the name. Also those that this project does not have. */
const namedTables = async (knex: Knex): Promise<{ table: string; column: string }[]> => {
  const { rows } = await knex.raw(`
    select distinct tgrelid::regclass::text as table, split_part(encode(tgargs, 'escape'), '\\000', 1) as column
    from pg_trigger where tgfoid = 'keep_vocabulary'::regproc`);
  return rows;
};
