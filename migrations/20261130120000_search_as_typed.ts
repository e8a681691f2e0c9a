import type { Knex } from 'knex';

/**
 * Search as people type. `fold` also makes typographic quotes and dashes, vowel points, and the letters of Arabic and
 * Persian equal. `search_words` returns the words of a text in all forms in which people type them, and each kind gets an
 * index over them. `words_in` and its index stay for the release before.
 */
export const up = async (knex: Knex): Promise<void> => {
  const { rows } = await knex.raw('select quote_ident(current_schema()) as schema');
  for (const [name, changes] of edits) await edit(knex, name, changes);
  await knex.raw(escaped(searchParts(rows[0].schema)));
  await knex.raw(escaped(searchWords(rows[0].schema)));
  const replace = await rebuilt(knex);
  for (const { table, name } of await searchedTables(knex)) {
    const words = `array_to_tsvector(search_words(${name}))`;
    await knex.raw(`create index ${table}_by_search on ${table} using gin (${words})`);
    await knex.raw(`insert into vocabulary select distinct word from ${table}, unnest(search_words(${name})) as word
      where word !~ '${unspaced}' order by word on conflict do nothing`);
  }
  await replace();
};

export const down = async (knex: Knex): Promise<void> => {
  for (const [name, changes] of edits)
    await edit(
      knex,
      name,
      changes.map(([before, after]) => [after, before] as const),
    );
  const replace = await rebuilt(knex);
  for (const { table } of await searchedTables(knex)) await knex.raw(`drop index ${table}_by_search`);
  await knex.raw('drop function search_words, search_parts');
  await replace();
};

/** A question mark is a placeholder otherwise. */
const escaped = (sql: string) => sql.replaceAll('?', '\\?');

type Change = readonly [before: string, after: string];

/** Changes the text of a function, so that what other migrations say of it stays in one place. */
const edit = async (knex: Knex, name: string, changes: readonly Change[]) => {
  const { rows } = await knex.raw('select pg_get_functiondef(?::regproc) as definition', [name]);
  let definition: string = rows[0].definition;
  for (const [before, after] of changes) {
    if (!definition.includes(before)) throw new Error(`the function ${name} does not have: ${before}`);
    definition = definition.replace(before, () => after);
  }
  await knex.raw(escaped(definition));
};

/** Characters that differ by keyboard, language or typesetting, each followed by the one that it equals. */
const alike = [..."’'‘'‛'ʼ'′'׳'“\"”\"„\"‟\"״\"‐-‑-‒-–-—-―-−-ىيیيکكٱاةهۀهەه"];
const digits = [...'٠٠١١٢٢٣٣٤٤٥٥٦٦٧٧٨٨٩٩', ...'۰۰۱۱۲۲۳۳۴۴۵۵۶۶۷۷۸۸۹۹']
  .filter((_, i) => i % 2 === 0)
  .map((digit, i) => [digit, String(i % 10)] as const);
const pairs = [...alike.flatMap((one, i) => (i % 2 === 0 ? [[one, alike[i + 1]] as const] : [])), ...digits];

/** Vowel points of Hebrew and Arabic, the stroke that lengthens words, and characters that cannot be seen. */
const marks =
  '\\u00ad\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06dc' +
  '\\u06df-\\u06e8\\u06ea-\\u06ed\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff';

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
    if octet_length(value) = length(value) then
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
    if parts like '%-%' or parts like '%  %' or parts like ' %' or parts like '% ' then
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
    if parts like '%-%' or ' ' || parts || ' ' like '% _ _ %' then
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

const quoted = (text: string) => text.replaceAll("'", "''");
/** The last letters of the two lists in `fold` that say which letters equal which. */
const [lastLetters, theirEquals] = ["øłđðħŧıς'", "olddhtiσ'"];

/** The functions of earlier migrations that change. The vocabulary does not get pairs of letters. */
const edits: readonly (readonly [name: string, changes: readonly Change[]])[] = [
  [
    'fold',
    [
      ['[\\u0300-\\u036f]', `[\\u0300-\\u036f${marks}]`],
      [lastLetters, lastLetters.replace("'", `${quoted(pairs.map(([one]) => one).join(''))}'`)],
      [theirEquals, theirEquals.replace("'", `${quoted(pairs.map(([, other]) => other).join(''))}'`)],
    ],
  ],
  [
    'keep_vocabulary',
    [
      [
        'select distinct unnest(words_in(%I)) as word from touched',
        `select distinct word from touched, unnest(search_words(%I)) as word where word !~ ''${unspaced}''`,
      ],
    ],
  ],
  [
    'serve_names',
    [
      [
        "kind || '_by_words', kind, name);",
        `kind || '_by_words', kind, name);
    execute format('create index %I on %I using gin (array_to_tsvector(search_words(%I)))',
      kind || '_by_search', kind, name);`,
      ],
      ['unnest(words_in(%I)) as word', 'unnest(search_words(%I)) as word'],
    ],
  ],
];

/** The tables that `serve_names` prepared, with the column of their name. */
const searchedTables = async (knex: Knex): Promise<{ table: string; name: string }[]> => {
  const { rows } = await knex.raw(`
    select quote_ident(relname) as table, quote_ident(convert_from(trim(trailing '\\x00' from tgargs), 'UTF8')) as name
    from pg_trigger join pg_class on pg_class.oid = tgrelid
    where tgfoid = 'keep_vocabulary'::regproc and tgname = relname || '_inserted_words' order by relname`);
  return rows;
};

/**
 * Builds the indexes over `fold` and `words_in` anew, under other names. Returns a function that replaces the old ones:
 * until then the release before can read. It cannot write: the tables are locked first, all in one order, so that no
 * writer has one of them and waits for another.
 */
const rebuilt = async (knex: Knex): Promise<() => Promise<void>> => {
  const { rows } = await knex.raw(`
    select distinct index.relname as name, indrelid::regclass::text as table, pg_get_indexdef(indexrelid) as definition
    from pg_depend join pg_index on indexrelid = objid join pg_class as index on index.oid = indexrelid
    where classid = 'pg_class'::regclass and refclassid = 'pg_proc'::regclass
      and refobjid in ('fold'::regproc, 'words_in'::regproc) order by "table", name`);
  for (const { table } of rows) await knex.raw(`lock table ${table} in share mode`);
  for (const { name, definition } of rows)
    await knex.raw(definition.replace(`INDEX ${name} `, `INDEX ${name}_rebuilt `));
  return async () => {
    for (const { name } of rows) {
      await knex.raw('drop index ??', [name]);
      await knex.raw('alter index ?? rename to ??', [`${name}_rebuilt`, name]);
    }
  };
};
