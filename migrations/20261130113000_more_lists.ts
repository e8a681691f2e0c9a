import type { Knex } from 'knex';

/**
 * More access paths of the lists: the runtime of movies, titles without their article, and items without a value. An
 * instance of the release before neither reads nor writes `sort_title`: an index over the title serves rows without one.
 */
export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema');
  await knex.raw(withoutArticle);
  await knex.raw(titleKey(rows[0].schema));
  await knex.raw(serveMissing);
  await knex.raw('alter function serve_titles(text) rename to serve_first_title_lists');
  await knex.raw(serveTitles);
  for (const kind of await titles(knex)) await knex.raw('select serve_more_title_lists(?)', [kind]);
  await knex.raw('create index movies_by_runtime on movies ((coalesce(runtime_minutes, 2147483647)), id)');
  await knex.raw("select serve_missing('authors', '{birth_year,biography}')");
};

/** The tables of all titles, including those of kinds that others have added. */
const titles = async (knex: Knex): Promise<readonly string[]> => {
  const { rows } = await knex.raw(`
    select relname as kind from pg_trigger join pg_class on pg_class.oid = tgrelid
    where tgname like '%\\_inserted\\_genres' and tgfoid = 'keep_genres'::regproc order by 1`);
  return rows.map(({ kind }: { kind: string }) => kind);
};

/** Articles that are hardly ever something else at the beginning of a title. */
const articles = 'the,a,an,der,das,dem,ein,eine,le,la,les,los,las,el,il,gli,un,une,una,het,een,ett,um,uma';
/** Articles that are also other words: "De Palma". */
const ambiguous = 'die,den,det,de,en,o,os,lo';
/** Beginnings that are a name or an idiom. */
const idioms =
  'die hard,die another,den of,lo and,o brother,la la,los angeles,las vegas,las palmas,le mans,el paso,el dorado';

/**
 * The title without a leading article, as libraries sort it. An ambiguous article needs two words or more behind it, which
 * are no number. No list can know every title: `sort_title` overrides it. Without regular expressions for most titles,
 * since it runs for every row that is written.
 */
const withoutArticle = `
  create function without_article(title text) returns text language plpgsql immutable parallel safe as $$
  declare
    first text := lower(split_part(title, ' ', 1) collate "C");
    rest text;
  begin
    if first like 'l''%' or first like 'l’%' then
      rest := ltrim(substr(title, 3));
    elsif first = any('{${articles},${ambiguous}}') then
      rest := ltrim(substr(title, length(first) + 1));
      if first || ' ' || lower(rtrim(split_part(rest, ' ', 1), ':,.!') collate "C") = any('{${idioms}}')
        or first = any('{${ambiguous}}') and split_part(rest, ' ', 2) !~ '[^0-9]' then
        return title;
      end if;
    end if;
    return coalesce(nullif(rest, ''), title);
  end $$`;

/** @param schema where the functions are: indexes are built without a search path */
const titleKey = (schema: string) => `
  create function title_key(sort_title text, title text) returns text language plpgsql immutable parallel safe as $$
  begin
    return ${schema}.fold(coalesce(sort_title, ${schema}.without_article(title)));
  end $$`;

/** The lists of items without a value. The index begins with its condition, so that no other one has its order. */
const serveMissing = `
  create function serve_missing(kind text, columns text[]) returns void language plpgsql as $$
  declare
    name text;
    condition text;
  begin
    foreach name in array columns loop
      select format(case when format_type(atttypid, null) like '%[]' then '%I = ''{}''' else '%I is null' end, name)
        into strict condition from pg_attribute where attrelid = quote_ident(kind)::regclass and attname = name;
      execute format('create index %I on %I ((%s), id) where %s', kind || '_without_' || name, kind, condition, condition);
    end loop;
  end $$`;

const serveTitles = `
  create function serve_more_title_lists(kind text) returns void language plpgsql as $$
  begin
    execute format('alter table %I add column sort_title text', kind);
    execute format('create index %I on %I (title_key(sort_title, title) collate "C", id)', kind || '_by_sort_title', kind);
    perform serve_missing(kind, '{release_year,genres,author_id,description}');
  end $$;
  create function serve_titles(kind text) returns void language plpgsql as $$
  begin
    perform serve_first_title_lists(kind);
    perform serve_more_title_lists(kind);
  end $$`;

export const down = async (knex: Knex): Promise<void> => {
  await knex.raw('drop index movies_by_runtime, authors_without_birth_year, authors_without_biography');
  for (const kind of await titles(knex)) {
    const indexes = ['release_year', 'genres', 'author_id', 'description'].map(
      (name) => `${kind}_without_${name}`,
    );
    for (const index of [...indexes, `${kind}_by_sort_title`]) await knex.raw('drop index ??', [index]);
    await knex.raw('alter table ?? drop column sort_title', [kind]);
  }
  await knex.raw(
    'drop function serve_titles, serve_more_title_lists, serve_missing, title_key, without_article',
  );
  await knex.raw('alter function serve_first_title_lists(text) rename to serve_titles');
};
