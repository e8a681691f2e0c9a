import type { SearchFilter } from '../../core/shared/search-result.js';
import { noValue } from './list-scans.js';
import { type Row, snake } from './row-mapping.js';

/** Maximum number of titles that begin with the text, and of those read to find some that pass a filter. */
const [maxBeginning, maxFiltered] = [100, 2_000];
/** Maximum number of titles that match the words. */
const maxMatching = 5_000;
/** Maximum number of titles that are ranked: those closest to the text in length. */
const maxRanked = { words: 500, similar: 200 };
/** Maximum number of similar words from the vocabulary: for one word of the text, and for all of them together. */
const [maxSpellings, maxSpellingsInAll] = [40, 128];
/** Minimum length of words that may differ by more than one letter. */
const longWord = 6;

/** A table whose `column` is searched; see `serve_names` in the migrations. */
export interface Searched {
  readonly table: string;
  readonly column: string;
}

/** A part of a statement with its named bindings. */
interface Sql {
  readonly sql: string;
  readonly bindings: Row;
}

/** Returns the conditions of the filters, each of which begins with `and`. */
export const filterSql = (filters: readonly SearchFilter[]): Sql => {
  const conditions = filters.flatMap(({ field, isArray, anyOf, from, to }, i) => {
    const column = snake(field);
    // As in the indexes of lists, where items without a value come last.
    const number = `coalesce(${column}, ${noValue})`;
    return [
      { sql: isArray ? `${column} && :any${i}` : `${column} = any(:any${i})`, name: `any${i}`, value: anyOf },
      { sql: `${number} >= :from${i} and ${number} < ${noValue}`, name: `from${i}`, value: from },
      { sql: `${number} <= :to${i}`, name: `to${i}`, value: to },
    ].filter(({ value }) => value !== undefined);
  });
  return {
    sql: conditions.map(({ sql }) => `and ${sql}`).join(' '),
    bindings: Object.fromEntries(conditions.map(({ name, value }) => [name, value])),
  };
};

/** The folded text, its words, and the tokens of each word in the index. */
export const textSql = `
  select fold(:text) as folded, search_parts(:text) as parts, array(
    select to_jsonb(search_words(word))
    from unnest(string_to_array(translate(search_parts(:text), '-', ' '), ' ')) with ordinality as w (word, place)
    order by place) as tokens`;

/**
 * Scores the candidates: 1 equal to the folded text, 0.99 equal apart from spaces and punctuation, from 0.85 beginning with
 * its words, from 0.75 beginning with its letters, and otherwise `base`, an expression of `likeness`. The CTEs are
 * materialized, so that nothing is computed twice.
 */
const ranked = (base: string) => `
  names as materialized (
    select id, name, search_parts(name) as parts from candidates
  ), compared as materialized (
    select id, name, replace(parts, '-', '') as joined, translate(parts, '- ', '') as letters,
      translate(parts, '-', ' ') as words from names
  ), likely as materialized (
    select *, greatest(similarity(words, :words), 1 - levenshtein(left(letters, 255), left(:letters, 255))::real
      / greatest(length(letters), length(:letters), 1)) as likeness from compared
  ), scored as materialized (
    select id, round((case
      when letters = :letters then case when fold(name) = :folded then 1 else 0.99 end
      when starts_with(words || ' ', :words || ' ') or starts_with(joined || ' ', :joined || ' ')
        then 0.85 + likeness * 0.13
      when starts_with(letters, :letters) then 0.75 + likeness * 0.1
      else ${base} end)::numeric, 4)::float8 as score
    from likely
  )
  select id, score from scored where score > 0 order by score desc, id`;

/** Titles that begin with the text: a range of the index by which lists are sorted. */
export const beginningSql = ({ table, column }: Searched, filter: string) => `
  with beginning as materialized (
    select * from ${table} where fold(${column}) collate "C" >= :folded
      and fold(${column}) collate "C" <= :folded || repeat(chr(1114111), 300)
    order by fold(${column}) collate "C", id limit ${filter === '' ? maxBeginning : maxFiltered}
  ), candidates as materialized (
    select id, ${column} as name from beginning where true ${filter}
    order by fold(${column}) collate "C", id limit ${maxBeginning}
  ), ${ranked('0.5 + likeness * 0.24')}`;

/** Titles that match `:query`, those closest to the text in length first. */
const matchingSql = ({ table, column }: Searched, filter: string, limit: number, base: string) => `
  with candidates as materialized (
    select id, name from (
      select id, ${column} as name from ${table}
      where array_to_tsvector(search_words(${column})) @@ cast(:query as tsquery) ${filter} limit ${maxMatching}) as matching
    order by abs(length(name) - length(:words)), id limit ${limit}
  ), ${ranked(base)}`;

/** Titles with all words of the text. */
export const wordsSql = (searched: Searched, filter: string) =>
  matchingSql(searched, filter, maxRanked.words, '0.5 + likeness * 0.24');

/** Titles with similar words. */
export const similarSql = (searched: Searched, filter: string) =>
  matchingSql(searched, filter, maxRanked.similar, 'likeness / 2');

/**
 * Words of the vocabulary that are similar to one of `:spelled`: a letter is missing, added or replaced, or the letters are
 * in another order; long words may differ by more. Then the words of `:pieces` that the vocabulary has, with null as `word`.
 */
export const spellingsSql = `
  with spelled as materialized (
    select word from unnest(cast(:spelled as text[])) as word
  )
  select spelled.word, similar_one.word as spelling from spelled, lateral (
    select v.word from (
      select v.word from vocabulary v where spellings(v.word) && spellings(spelled.word)
      union
      select v.word from vocabulary v where length(spelled.word) >= ${longWord} and v.word % spelled.word) as v,
      levenshtein(left(v.word, 255), left(spelled.word, 255)) as slips
    where slips <= 1
      or translate(v.word, spelled.word, '') = '' and translate(spelled.word, v.word, '') = ''
      or length(spelled.word) >= ${longWord} and (slips <= 2 or similarity(v.word, spelled.word) >= 0.5)
    order by slips, abs(length(v.word) - length(spelled.word)), v.word
    limit (select least(${maxSpellings}, ${maxSpellingsInAll} / greatest(count(*), 1)) from spelled)) as similar_one
  union all
  select null, word from vocabulary where word = any(cast(:pieces as text[]))`;
