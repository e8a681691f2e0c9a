import type { Search } from './search-steps.js';

/** Limits of one search: distinct words of the text, titles that begin with it, titles that match its words. */
const maxWords = 16;
const maxBeginning = 100;
const maxMatching = 5_000;
/** Maximum number of matching titles that are ranked: those closest to the text in length. */
const maxRanked = 500;
/** Maximum number of similar words from the vocabulary: for one word of the text, and for all of them together. */
const [maxSpellings, maxSpellingsInAll] = [20, 128];
/** Minimum length of words that match similar spellings, and of those that may differ by more than one letter. */
const [minSpelled, longWord] = [3, 6];

/** A table whose `column` is searched; see `serve_names` in the migrations. */
export interface Searched {
  readonly table: string;
  readonly column: string;
}

/** The folded text. As a materialized CTE it is folded once per statement, which is slow for some texts. */
const input = 'input as materialized (select fold(:text) as text)';

/** The first distinct words of the text. The last word may be a prefix, unless it also occurs earlier in the text. */
const words = `words as materialized (
    select word, min(place) = max(cardinality(all_words)) as is_prefix
    from (select words_in(:text) as all_words) as split, unnest(all_words) with ordinality as w (word, place)
    group by word order by min(place) limit ${maxWords}
  )`;

/** The titles that match a tsquery, those closest to the text in length first. */
const matching = ({ table, column }: Searched, query: string) => `
    select id, name from (
      select id, ${column} as name from ${table}
      where array_to_tsvector(words_in(${column})) @@ (${query}) limit ${maxMatching}) as matching
    order by abs(length(name) - length(:text)), id limit ${maxRanked}`;

/** Scores the candidates, best first. `names` is materialized, so that each name is folded once. */
const ranked = (table: string, otherwise: string) => `
  names as materialized (
    select id, fold(name) as folded, text from candidates, input
  ), compared as (
    select id, folded, text, greatest(similarity(folded, text),
      1 - levenshtein(left(folded, 255), left(text, 255))::real / greatest(length(folded), length(text), 1)) as likeness
    from names
  ), scored as (
    select id, case when folded = text then 1 when starts_with(folded, text) then 0.75 + likeness / 4
      else ${otherwise} end as score
    from compared order by score desc, id limit :limit
  )
  select ${table}.*, score::float8 as score from scored join ${table} using (id) order by scored.score desc, id`;

/** Titles that begin with the text: a range of the index by which lists are sorted. */
const beginningSql = ({ table, column }: Searched) => `
  with ${input}, candidates as materialized (
    select id, ${column} as name from ${table} where fold(${column}) collate "C" >= (select text from input)
      and fold(${column}) collate "C" <= (select text from input) || repeat(chr(1114111), 300)
    order by fold(${column}) collate "C", id limit ${maxBeginning}
  ), ${ranked(table, '0.5 + likeness / 4')}`;

/** Titles with all words of the text. */
const wordsSql = (searched: Searched) => `
  with ${input}, ${words}, candidates as materialized (${matching(
    searched,
    `select string_agg(quote_literal(word) || case when is_prefix then ':*' else '' end, ' & ')::tsquery from words`,
  )}), ${ranked(searched.table, '0.5 + likeness / 4')}`;

/**
 * Titles that have a similarly spelled word for each word of the text: with a letter missing, added or replaced, or with
 * the same letters in another order. Long words may differ by more. Similar words are searched in the vocabulary, which is
 * much smaller than the titles. Short words, and words without a similar one, are ignored.
 */
const spellingsSql = (searched: Searched) => `
  with ${input}, ${words}, spelled as materialized (
    select word from words where length(word) >= ${minSpelled}
  ), spellings as materialized (
    select spelled.word, similar_one.word as spelling from spelled, lateral (
      select v.word from (
        select v.word from vocabulary v where spellings(v.word) && spellings(spelled.word)
        union
        select v.word from vocabulary v where length(spelled.word) >= ${longWord} and v.word % spelled.word) as v,
        levenshtein(left(v.word, 255), left(spelled.word, 255)) as slips
      where slips <= 1
        or translate(v.word, spelled.word, '') = '' and translate(spelled.word, v.word, '') = ''
        or length(spelled.word) >= ${longWord} and (slips <= 2 or similarity(v.word, spelled.word) >= 0.5)
      order by slips, v.word
      limit (select least(${maxSpellings}, ${maxSpellingsInAll} / greatest(count(*), 1)) from spelled)) as similar_one
  ), candidates as materialized (${matching(
    searched,
    `select string_agg('(' || either || ')', ' & ')::tsquery
     from (select string_agg(quote_literal(spelling), ' | ') as either from spellings group by word) as alternatives`,
  )}), ${ranked(searched.table, 'likeness / 2')}`;

/**
 * Returns the search for titles: those that begin with `text`, those that have its words, and, if these are fewer than
 * `limit`, those that have similarly spelled words.
 */
export const titleSearch = (searched: Searched, text: string, limit: number): Search => ({
  bindings: { text, limit },
  first: beginningSql(searched),
  later: [
    { sql: wordsSql(searched), isNeeded: () => true },
    { sql: spellingsSql(searched), isNeeded: (found) => found < limit },
  ],
});
