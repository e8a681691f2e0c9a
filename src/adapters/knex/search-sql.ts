import type { Knex } from 'knex';
import type { Row } from './row-mapping.js';

/** So many that begin with the text or have its words are looked at; of those that have them, the nearest in length. */
const [mostBeginning, mostFitting, mostCompared] = [100, 5_000, 500];
/** So many words are taken for misspelled ones of one word; from so many letters on, by more than one slip. */
const [mostSpellings, longWord] = [20, 6];

/**
 * What in a column is like `:text`, best first; each row of the table with its score. In three steps: what begins with
 * it, what has its words, and, unless these are enough, what has words that are spelled nearly like its own: with a letter
 * lost, added or exchanged, or all of them in another order; long ones with more. The last are looked for in the
 * vocabulary, which is small, and not among all titles.
 */
const searchSql = (table: string, column: string) => `
  with asked as materialized (
    select fold(:text) as text, words_in(:text) as words
  ), found as materialized (
    (select id, ${column} as name, 0.5 as base from ${table} where fold(${column}) collate "C" >= fold(:text)
      and fold(${column}) collate "C" <= fold(:text) || repeat(chr(1114111), 300)
      order by fold(${column}) collate "C", id limit ${mostBeginning})
    union
    (select id, name, 0.5 from (
        select id, ${column} as name from ${table} where array_to_tsvector(words_in(${column})) @@ (
          select string_agg(quote_literal(word) || case when n = cardinality(words) then ':*' else '' end, ' & ')::tsquery
          from asked, unnest(words) with ordinality as w (word, n))
        limit ${mostFitting}) as fitting
      order by abs(length(name) - length(:text)), id limit ${mostCompared})
  ), similar_ones as materialized (
    select id, name, 0.0 as base from (
        select id, ${column} as name from ${table} where (select count(*) from found) < :limit
          and array_to_tsvector(words_in(${column})) @@ (
            select string_agg('(' || spelled || ')', ' & ')::tsquery
            from asked, unnest(words) with ordinality as w (word, n), lateral (
              select string_agg(quote_literal(near.word), ' | ') as spelled from (
                select v.word from (
                  select v.word from vocabulary v where spellings(v.word) && spellings(w.word)
                  union
                  select v.word from vocabulary v where length(w.word) >= ${longWord} and v.word % w.word) as v,
                  levenshtein(left(v.word, 255), left(w.word, 255)) as slips
                where slips <= 1
                  or translate(v.word, w.word, '') = '' and translate(w.word, v.word, '') = ''
                  or length(w.word) >= ${longWord} and (slips <= 2 or similarity(v.word, w.word) >= 0.5)
                order by slips, v.word limit ${mostSpellings}) as near) as s)
        limit ${mostFitting}) as fitting
      order by abs(length(name) - length(:text)), id limit ${mostCompared}
  ), compared as (
    select id, base, folded, text, greatest(similarity(folded, text),
      1 - levenshtein(left(folded, 255), left(text, 255))::real / greatest(length(folded), length(text), 1)) as likeness
    from asked, (
      select id, max(base) as base, fold(name) as folded
      from (select * from found union all select * from similar_ones) as both_ways group by id, name) as names
  ), scored as (
    select id, case when folded = text then 1 when starts_with(folded, text) then 0.75 + likeness / 4
      when base > 0 then base + likeness / 4 else likeness / 2 end as score
    from compared order by score desc, id limit :limit
  )
  select ${table}.*, round(score::numeric, 4)::float8 as score from scored join ${table} using (id)
  order by scored.score desc, id`;

/** The rows whose column is like `text`, best first, each with its `score`. */
export const search = async (
  knex: Knex,
  { table, column }: { readonly table: string; readonly column: string },
  text: string,
  limit: number,
): Promise<(Row & { readonly score: number })[]> => {
  const { rows } = await knex.raw(searchSql(table, column), { text, limit });
  return rows;
};
