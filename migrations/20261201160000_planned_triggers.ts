import type { Knex } from 'knex';

/**
 * The triggers of titles get static statements, whose plans Postgres keeps for the session. So far each write of one title
 * parsed and planned the statements of `keep_vocabulary` and `count_names` again, which took longer than to run them. Tables
 * with other columns keep the dynamic statements.
 */
export const up = async (knex: Knex): Promise<void> => {
  for (const [name, branch, columns] of branches)
    await replaceFunction(knex, name, (definition) =>
      definition.replace(begin, `${begin}${start}${columns} then${branch(definition)}${end}`),
    );
};

export const down = async (knex: Knex): Promise<void> => {
  for (const [name] of branches)
    await replaceFunction(knex, name, (definition) => {
      const [before, rest = ''] = definition.split(start);
      return `${before}${rest.slice(rest.indexOf(end) + end.length)}`;
    });
};

const begin = '\n  begin\n';
const start = "    if tg_argv[0] = 'title' and tg_op in ('INSERT', 'UPDATE')";
const end = `
      return null;
    end if;
`;

/** The words of titles. The pattern of words that are left out is the one of the function. */
const words = (definition: string) => `
      insert into vocabulary
      select distinct word from touched, unnest(search_words(title)) as word
      where word !~ '${/ !~ ''(.+?)''/.exec(definition)?.[1]}' order by word on conflict do nothing;`;

const year = 'coalesce(release_year, 2147483647)';
const addCounts = `on conflict (kind, name, year) do update set items = stored.items + excluded.items`;

/**
 * The names of titles. Rows that keep name and year cancel each other before they are folded. No join: its plan would be
 * that of the first statement of the session, however many rows a later one has.
 */
const names = () => `
      if tg_op = 'INSERT' then
        insert into item_names as stored
        select tg_table_name, fold(title), ${year}, count(*) from touched group by 2, 3 order by 2, 3
        ${addCounts};
        return null;
      end if;
      insert into item_names as stored
      select tg_table_name, fold(title), ${year}, sum(n) from (
        select title, release_year, sum(n) as n from (
          select id, title, release_year, 1 as n from touched
          union all select id, title, release_year, -1 from before
        ) as versions group by id, title, release_year having sum(n) <> 0
      ) as changed group by 2, 3 having sum(n) <> 0 order by 2, 3
      ${addCounts};
      delete from item_names where kind = tg_table_name and items <= 0 and (name, year) in (
        select fold(title), ${year} from (
          select id, title, release_year from before except select id, title, release_year from touched
        ) as changed);`;

const branches = [
  ['keep_vocabulary', words, ''],
  ['count_names', names, " and tg_argv[1] = 'release_year'"],
] as const;

/** Triggers stay, since the function does. */
const replaceFunction = async (knex: Knex, name: string, edit: (definition: string) => string) => {
  const { rows } = await knex.raw('select pg_get_functiondef(?::regproc) as definition', [name]);
  await knex.raw(edit(rows[0].definition));
};
