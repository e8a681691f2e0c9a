import type { Knex } from 'knex';

/**
 * Search as people type. `fold` also makes typographic quotes and dashes, vowel points, and the letters of Arabic and
 * Persian equal. `search_words` returns the words of a text in all forms in which people type them, and each kind gets an
 * index over them. `words_in` and its index stay for the release before.
 */
export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema');
  await lockTables(knex);
  await knex.raw(fold('as typed'));
  await knex.raw(searchParts(rows[0].schema).replaceAll('?', '\\?'));
  await knex.raw(searchWords(rows[0].schema).replaceAll('?', '\\?'));
  await reindex(knex);
  await knex.raw(keepVocabulary(`search_words(%I)) as word from touched) as t where word !~ '${unspaced}'`));
  await knex.raw(serveNames(true));
  for (const { table, name } of await searchedTables(knex)) {
    await knex.raw(searchIndex(table, name));
    await knex.raw(
      `insert into vocabulary select distinct word from ??, unnest(search_words(??)) as word where word !~ ?
       order by word on conflict do nothing`,
      [table, name, unspaced],
    );
  }
};

export const down = async (knex: Knex): Promise<void> => {
  await lockTables(knex);
  for (const { table } of await searchedTables(knex)) await knex.raw('drop index ??', [`${table}_by_search`]);
  await knex.raw(serveNames(false));
  await knex.raw(keepVocabulary('words_in(%I)) as word from touched) as t'));
  await knex.raw('drop function search_words, search_parts');
  await knex.raw(fold('as before'));
  await reindex(knex);
};

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

/** Characters that differ by keyboard, language or typesetting, each followed by the one that it equals. */
const alike = [..."’'‘'‛'ʼ'′'׳'“\"”\"„\"‟\"״\"‐-‑-‒-–-—-―-−-ىيیيکكٱاةهۀهەه"];
const digits = [...'٠٠١١٢٢٣٣٤٤٥٥٦٦٧٧٨٨٩٩', ...'۰۰۱۱۲۲۳۳۴۴۵۵۶۶۷۷۸۸۹۹']
  .filter((_, i) => i % 2 === 0)
  .map((digit, i) => [digit, String(i % 10)] as const);
const pairs = [...alike.flatMap((one, i) => (i % 2 === 0 ? [[one, alike[i + 1]] as const] : [])), ...digits];

/** Accents; vowel points of Hebrew and Arabic, and the stroke that lengthens words; characters that cannot be seen. */
const marks = {
  'as before': '\\u0300-\\u036f',
  'as typed':
    '\\u00ad\\u0300-\\u036f\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f' +
    '\\u0670\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff',
};

/** Text without case and accents; see the migration that created it. */
const fold = (which: keyof typeof marks) => {
  const more = which === 'as typed' ? pairs : [];
  const from = [...capitals, ...strokes, ...more.map(([one]) => one)].join('');
  const to = [...small, ...Object.values(plain), ...more.map(([, other]) => other)].join('');
  return `
  create or replace function fold(value text) returns text language plpgsql immutable parallel safe as $$
  begin
    return left(
      case when value ~ '^[\\x01-\\x7f]*$' then lower(value collate "C")
      else replace(replace(replace(replace(
        lower(translate(
          left(regexp_replace(normalize(value, NFKD), '[${marks[which]}]', '', 'g'), 300),
          '${from.replaceAll("'", "''")}',
          '${to.replaceAll("'", "''")}') collate "C"),
        'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'ß', 'ss')
      end, 300);
  end $$`;
};

/** Scripts without spaces between words, and Korean, where people leave them out. */
const unspacedLetters =
  '\\u0e01-\\u0e2e\\u0e30-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ecd\\u0edc-\\u0edf\\u1000-\\u109f\\u1780-\\u17d3\\u3005-\\u3007' +
  '\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u312f\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3' +
  '\\uf900-\\ufaff\\U00020000-\\U0003ffff';
const unspaced = `[${unspacedLetters}]`;
/** Letters, digits and marks of all scripts, without punctuation and symbols. */
const letters =
  'a-z0-9\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u0374\\u0376-\\u037d\\u037f-\\u0386\\u0388-\\u0481\\u0483-\\u0559\\u0560-\\u0588' +
  '\\u05d0-\\u05f2\\u0620-\\u0669\\u066e-\\u06d3\\u06d5-\\u06ff\\u0710-\\u0963\\u0966-\\u0df3\\u0e01-\\u0e3a\\u0e40-\\u0e4e' +
  '\\u0e50-\\u0e59\\u0e81-\\u0f00\\u0f18-\\u0f39\\u0f40-\\u0f84\\u0f86-\\u1049\\u1050-\\u10fa\\u10fc-\\u135f\\u1369-\\u13ff' +
  '\\u1401-\\u166c\\u166f-\\u167f\\u1681-\\u169a\\u16a0-\\u16ea\\u16ee-\\u17d3\\u17dc-\\u17ff\\u180b-\\u1fff\\u2c00-\\u2cf8' +
  '\\u2d00-\\u2dff\\u3005-\\u3007\\u3041-\\u309f\\u30a1-\\u30fa\\u30fc-\\ud7ff\\uf900-\\ufdff\\ufe70-\\ufefc' +
  '\\U00010000-\\U0001cfff\\U0001d800-\\U0001efff\\U00020000-\\U0003ffff';
/** In an escaped text: the backslash counts for itself and for the quote that precedes it there. */
const asciiSymbols = '!"#$%&()*+,./:;<=>?@[]^_`{|}~\\\\';

/**
 * The folded words of a text, separated by spaces, and by hyphens where there was only punctuation: `Ocean's Eleven` is
 * `ocean-s eleven`. Adjacent words of scripts without spaces are joined.
 * @param schema where `fold` is: indexes are built without a search path
 */
const searchParts = (schema: string) => `
  create function search_parts(value text) returns text language plpgsql immutable parallel safe as $$
  declare
    parts text;
  begin
    if value ~ '^[\\x01-\\x7f]*$' then
      parts := translate(lower(left(value, 300) collate "C"),
        E'\\t\\n\\r''${asciiSymbols}', '   ${'-'.repeat(asciiSymbols.length)}');
    else
      parts := regexp_replace(
        normalize(${schema}.fold(regexp_replace(value, '([¼-¾⅐-⅞])', ' \\1', 'g')), NFC), '[^ ${letters}]+', '-', 'g');
      if parts ~ '${unspaced}' then
        parts := regexp_replace(parts, '(${unspaced})[ -]+(?=${unspaced})', '\\1', 'g');
        parts := regexp_replace(parts, '(${unspaced})(?=[^ ${unspacedLetters}-])', '\\1-', 'g');
        parts := regexp_replace(parts, '([^ ${unspacedLetters}-])(?=${unspaced})', '\\1-', 'g');
      end if;
    end if;
    if parts ~ '[- ][- ]|^[- ]|[- ]$' then
      parts := trim(both '- ' from regexp_replace(regexp_replace(parts, '[- ]* [- ]*', ' ', 'g'), '--+', '-', 'g'));
    end if;
    return parts;
  end $$`;

/**
 * The words of a text in all their forms: `ocean-s` is ocean, s and oceans; `s-w-a-t` and `s w a t` are also swat. Text
 * without spaces is split into pairs of letters, each letter but the last with its successor.
 */
const searchWords = (schema: string) => `
  create function search_words(value text) returns text[] language plpgsql immutable parallel safe as $$
  declare
    parts text := ${schema}.search_parts(value);
    words text[] := string_to_array(translate(parts, '-', ' '), ' ');
  begin
    if parts ~ '-|(^| )[^ ] [^ ]( |$)' then
      words := words || string_to_array(
        regexp_replace(replace(parts, '-', ''), '(?<![^ ])([^ ]) (?=[^ ]( |$))', '\\1', 'g'), ' ');
    end if;
    if octet_length(parts) > length(parts) and parts ~ '${unspaced}' then
      words := array(select word from unnest(words) as word where word !~ '${unspaced}')
        || array(select substr(word, i, 2) from unnest(words) as word, generate_series(1, length(word)) as i
          where word ~ '^${unspaced}+$');
    end if;
    return array_remove(words, '');
  end $$`;

/** In order, so that two writers of the same words never wait for each other. */
const keepVocabulary = (wordsOfTouched: string) => `
  create or replace function keep_vocabulary() returns trigger language plpgsql set search_path from current as $$
  begin
    execute format($insert$insert into vocabulary
      select distinct word from (select unnest(${wordsOfTouched}
      order by word on conflict do nothing$insert$, tg_argv[0]);
    return null;
  end $$`;

const searchIndex = (table: string, name: string) =>
  `create index ${table}_by_search on ${table} using gin (array_to_tsvector(search_words(${name})))`;

/** Lists by name, and search, for the table of a kind. */
const serveNames = (withSearch: boolean) => `
  create or replace function serve_names(kind text, name text) returns void language plpgsql as $$
  begin
    execute format('create index %I on %I (fold(%I) collate "C", id)', kind || '_by_' || name, kind, name);
    execute format('create index %I on %I using gin (array_to_tsvector(words_in(%I)))',
      kind || '_by_words', kind, name);
    ${withSearch ? `execute format('create index %I on %I using gin (array_to_tsvector(search_words(%I)))', kind || '_by_search', kind, name);` : ''}
    execute format('insert into vocabulary
      select distinct unnest(${withSearch ? 'search_words' : 'words_in'}(%I)) as word from %I order by word on conflict do nothing', name, kind);
    execute format('create trigger %I after insert on %I referencing new table as touched
      for each statement execute function keep_vocabulary(%L)', kind || '_inserted_words', kind, name);
    execute format('create trigger %I after update on %I referencing new table as touched
      for each statement execute function keep_vocabulary(%L)', kind || '_updated_words', kind, name);
  end $$`;

interface SearchedTable {
  readonly table: string;
  readonly name: string;
}

/** The tables that `serve_names` prepared, with the column of their name. */
const searchedTables = async (knex: Knex): Promise<SearchedTable[]> => {
  const { rows } = await knex.raw(`
    select relname as table, convert_from(trim(trailing '\\x00' from tgargs), 'UTF8') as name
    from pg_trigger join pg_class on pg_class.oid = tgrelid
    where tgfoid = 'keep_vocabulary'::regproc and tgname = relname || '_inserted_words' order by relname`);
  return rows;
};

/** The indexes over expressions with `fold` or `words_in`. */
const foldedIndexes = `
  select distinct index.relname as index, of.relname as table
  from pg_depend join pg_index on indexrelid = objid
    join pg_class as index on index.oid = indexrelid join pg_class as of on of.oid = indrelid
  where classid = 'pg_class'::regclass and refclassid = 'pg_proc'::regclass
    and refobjid in ('fold'::regproc, 'words_in'::regproc)`;

/** In one order, before anything else: a writer that has one of these tables must not wait for us while we wait for it. */
const lockTables = async (knex: Knex) => {
  const { rows } = await knex.raw(
    `select distinct "table" from (${foldedIndexes}) as indexes order by "table"`,
  );
  for (const { table } of rows) await knex.raw('lock table ?? in share mode', [table]);
};

const reindex = async (knex: Knex) => {
  const { rows } = await knex.raw(`${foldedIndexes} order by "table", index`);
  for (const { index } of rows) await knex.raw('reindex index ??', [index]);
};
