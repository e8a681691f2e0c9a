import type { Knex } from 'knex';

/**
 * What serves the lists of the catalogue and its search: for every documented way to walk a list one index, whose name
 * says which; and the words of names and titles, with their neighbours in spelling.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex.raw('create extension if not exists pg_trgm');
  await knex.raw('create extension if not exists fuzzystrmatch');
  // Seals cursors; the same for all instances.
  await knex.raw(`alter table installation
    add cursor_secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())`);
  await knex.raw(folding);
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema');
  await knex.raw(wordsIn(rows[0].schema));
  await knex.raw(spellings);
  // Words stay when the last title with them goes: one that finds nothing harms nobody.
  await knex.raw('create table vocabulary (word text collate "C" constraint vocabulary_pkey primary key)');
  await knex.raw('create index vocabulary_by_spelling on vocabulary using gin (spellings(word))');
  await knex.raw('create index vocabulary_by_trigrams on vocabulary using gin (word gin_trgm_ops)');
  // An index over the genres themselves could find, but not sort.
  await knex.raw(`
    create table titles_by_genre (
      kind text collate "C" not null,
      genre text collate "C" not null,
      release_year integer,
      id integer not null,
      constraint titles_by_genre_pkey primary key (kind, genre, id)
    )`);
  await knex.raw(`create index titles_by_genre_and_year
    on titles_by_genre (kind, genre, coalesce(release_year, 2147483647), id)`);
  await knex.raw(keepVocabulary);
  await knex.raw(keepGenres);
  await knex.raw(serveNames);
  await knex.raw(serveTitles);
  await knex.raw("select serve_names('authors', 'name')");
  await knex.raw('create index authors_by_birth_year on authors ((coalesce(birth_year, 2147483647)), id)');
  for (const kind of titles) await knex.raw('select serve_titles(?)', [kind]);
};

const titles = ['movies', 'series'];

/** Capital letters that have small ones and no parts, of the scripts that have both. Later ones are left as they are. */
const capitals = Array.from({ length: 0x590 - 0x80 }, (_, i) => String.fromCodePoint(0x80 + i)).filter(
  (letter) =>
    letter.normalize('NFKD') === letter &&
    /^.$/u.test(letter.toLowerCase()) &&
    letter.toLowerCase() !== letter,
);
/** Letters that people type without their strokes, since they have no accent that could be taken away. */
const plain = { ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ς: 'σ' } as Record<string, string>;
const small = capitals.map((letter) => letter.toLowerCase()).map((letter) => plain[letter] ?? letter);
const strokes = Object.keys(plain);

/**
 * Text without case and accents, as lists are sorted by it and searched. The database's own ideas of case depend on its
 * locale; these do not. No longer than a title, since an index takes no more than a third of a page. In PL/pgSQL, whose
 * expressions are planned once for a session: one in SQL would be taken apart and planned in each statement that names it.
 */
const folding = `
  create function fold(value text) returns text language plpgsql immutable parallel safe as $$
  begin
    return left(
      case when value ~ '^[\\x01-\\x7f]*$' then lower(value collate "C")
      else replace(replace(replace(replace(
        lower(translate(
          regexp_replace(normalize(value, NFKD), '[\\u0300-\\u036f]', '', 'g'),
          '${[...capitals, ...strokes].join('')}',
          '${[...small, ...Object.values(plain)].join('')}') collate "C"),
        'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ß', 'ss')
      end, 300);
  end $$`;

/**
 * The words of a text, letters and digits of any script.
 * @param schema where `fold` is: indexes are built without a search path
 */
const wordsIn = (schema: string) => `
  create function words_in(value text) returns text[] language plpgsql immutable parallel safe as $$
  begin
    return array_remove(regexp_split_to_array(
      translate(${schema}.fold(value), '''’', ''),
      '[^a-z0-9\\u00c0-\\u1fff\\u2c00-\\u2dff\\u3005-\\u3007\\u3040-\\U0010ffff]+'), '');
  end $$`;

/** A word, and what is left of it when any one letter is lost: two words that share one of these differ by a slip. */
const spellings = `
  create function spellings(word text) returns text[] language plpgsql immutable parallel safe as $$
  begin
    return array(
      select overlay(left(word, 40) placing '' from i for 1) from generate_series(1, length(left(word, 40))) as i
    ) || left(word, 40);
  end $$`;

/** In order, so that two who bring the same words never wait for each other. */
const keepVocabulary = `
  create function keep_vocabulary() returns trigger language plpgsql set search_path from current as $$
  begin
    execute format('insert into vocabulary
      select distinct unnest(words_in(%I)) as word from touched order by word on conflict do nothing', tg_argv[0]);
    return null;
  end $$`;

const keepGenres = `
  create function keep_genres() returns trigger language plpgsql set search_path from current as $$
  begin
    if tg_op = 'TRUNCATE' then
      delete from titles_by_genre where kind = tg_table_name;
    elsif tg_op = 'DELETE' then
      delete from titles_by_genre t using before b where t.kind = tg_table_name and t.id = b.id
        and t.genre = any(b.genres);
    elsif tg_op = 'INSERT' then
      insert into titles_by_genre
      select tg_table_name, genre, release_year, id from touched, unnest(genres) as genre on conflict do nothing;
    else
      delete from titles_by_genre t using before b join touched n using (id)
      where (b.genres, b.release_year) is distinct from (n.genres, n.release_year)
        and t.kind = tg_table_name and t.id = b.id and t.genre = any(b.genres);
      insert into titles_by_genre
      select tg_table_name, genre, n.release_year, id from before b join touched n using (id), unnest(n.genres) as genre
      where (b.genres, b.release_year) is distinct from (n.genres, n.release_year) on conflict do nothing;
    end if;
    return null;
  end $$`;

/** Lists by name, and search, for the table of a kind. */
const serveNames = `
  create function serve_names(kind text, name text) returns void language plpgsql as $$
  begin
    execute format('create index %I on %I (fold(%I) collate "C", id)', kind || '_by_' || name, kind, name);
    execute format('create index %I on %I using gin (array_to_tsvector(words_in(%I)))',
      kind || '_by_words', kind, name);
    execute format('insert into vocabulary
      select distinct unnest(words_in(%I)) as word from %I order by word on conflict do nothing', name, kind);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function keep_vocabulary(%L)', kind || '_inserted_words', kind, name);
    execute format('create trigger %I after update on %I referencing new table as touched
      for each statement execute function keep_vocabulary(%L)', kind || '_updated_words', kind, name);
  end $$`;

/** All lists and the search of a table of titles. */
const serveTitles = `
  create function serve_titles(kind text) returns void language plpgsql as $$
  begin
    perform serve_names(kind, 'title');
    execute format('create index if not exists %I on %I (author_id, id)', kind || '_by_author', kind);
    execute format('create index %I on %I ((coalesce(release_year, 2147483647)), id)', kind || '_by_year', kind);
    execute format('create index %I on %I (author_id, (coalesce(release_year, 2147483647)), id)',
      kind || '_by_author_and_year', kind);
    execute format('insert into titles_by_genre
      select %L, genre, release_year, id from %I, unnest(genres) as genre on conflict do nothing', kind, kind);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function keep_genres()', kind || '_inserted_genres', kind);
    execute format('create trigger %I after update on %I referencing old table as before new table as touched
      for each statement execute function keep_genres()', kind || '_updated_genres', kind);
    execute format('create trigger %I after delete on %I referencing old table as before
      for each statement execute function keep_genres()', kind || '_deleted_genres', kind);
    execute format('create trigger %I after truncate on %I
      for each statement execute function keep_genres()', kind || '_truncated_genres', kind);
  end $$`;

export const down = async (knex: Knex): Promise<void> => {
  for (const kind of ['authors', ...titles]) {
    await knex.raw(`drop trigger ${kind}_inserted_words on ${kind}`);
    await knex.raw(`drop trigger ${kind}_updated_words on ${kind}`);
    await knex.raw(`drop index ${kind}_by_words, ${kind}_by_${kind === 'authors' ? 'name' : 'title'}`);
  }
  for (const kind of titles) {
    for (const event of ['inserted', 'updated', 'deleted', 'truncated']) {
      await knex.raw(`drop trigger ${kind}_${event}_genres on ${kind}`);
    }
    await knex.raw(`drop index ${kind}_by_year, ${kind}_by_author_and_year`);
  }
  await knex.raw('drop index authors_by_birth_year');
  await knex.raw('drop table titles_by_genre, vocabulary');
  await knex.raw(
    'drop function serve_titles, serve_names, keep_genres, keep_vocabulary, spellings, words_in, fold',
  );
  await knex.raw('alter table installation drop cursor_secret');
  // The extensions stay: others may have been here before us.
};
