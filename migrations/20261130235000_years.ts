import type { Knex } from 'knex';

/**
 * Indexes that count titles by year, also those of a genre. The indexes of the lists cannot: theirs is an expression, and
 * Postgres reads the rows to evaluate it. From now on `serve_titles` creates them.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create index titles_by_genre_years on titles_by_genre (kind, genre, release_year)');
  await knex.raw('alter function serve_titles(text) rename to serve_title_lists');
  await knex.raw(`
    create function serve_years(kind text) returns void language plpgsql as $$
    begin
      execute format('create index %I on %I (release_year)', kind || '_years', kind);
    end $$;
    create function serve_titles(kind text) returns void language plpgsql as $$
    begin
      perform serve_title_lists(kind), serve_years(kind);
    end $$`);
  for (const kind of await titles(knex)) await knex.raw('select serve_years(?)', [kind]);
};

export const down = async (knex: Knex): Promise<void> => {
  for (const kind of await titles(knex)) await knex.raw('drop index ??', [`${kind}_years`]);
  await knex.raw('drop function serve_titles, serve_years');
  await knex.raw('alter function serve_title_lists(text) rename to serve_titles');
  await knex.raw('drop index titles_by_genre_years');
};

/** The tables that `serve_titles` prepared, also those that this project does not have. */
const titles = async (knex: Knex): Promise<string[]> => {
  const { rows } = await knex.raw(
    `select distinct tgrelid::regclass::text as title from pg_trigger where tgfoid = 'keep_genres'::regproc`,
  );
  return rows.map(({ title }: { title: string }) => title);
};
