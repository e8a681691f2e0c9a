import type { Search } from './search-steps.js';

/** Minimum length of a text that also matches similar spellings. */
const minSpelled = 3;
const columns = ['visible_name', 'email'];
const either = (condition: (column: string) => string) => columns.map(condition).join(' or ');

/** Users whose name or email begins with `:text`: two ranges of the indexes by which the list is sorted. */
const beginningSql = `
  with beginning as (${columns
    .map(
      (column) => `(
    select id, case when fold(${column}) = fold(:text) then 3 else 2 end as score
    from users where fold(${column}) collate "C" >= fold(:text)
      and fold(${column}) collate "C" <= fold(:text) || repeat(chr(1114111), 300)
    order by fold(${column}) collate "C", id limit :limit)`,
    )
    .join(' union all ')}
  ), scored as (
    select id, max(score) as score from beginning group by id order by max(score) desc, id limit :limit
  )
  select users.*, score from scored join users using (id)`;

/** Users whose name or email contains `:text`. It is escaped after folding, since folding turns a wide `％` into `%`. */
const pattern = String.raw`'%' || regexp_replace(fold(:text), '([%_\\])', '\\\1', 'g') || '%'`;
const containingSql = `
  select users.*, 1 as score from users where ${either((column) => `fold(${column}) like ${pattern}`)}
  order by id limit :limit`;

/** Users with a word that is spelled similarly to `:text`, compared by trigrams. */
const similarSql = `
  with scored as (
    select id, greatest(${columns.map((column) => `word_similarity(fold(:text), fold(${column}))`).join(', ')}) as score
    from users where ${either((column) => `fold(${column}) %> fold(:text)`)}
    order by score desc, id limit :limit
  )
  select users.*, score::float8 as score from scored join users using (id)`;

/** Returns the search for accounts whose visible name or email contains `text` or, if none does, is similar to it. */
export const userSearch = (text: string, limit: number): Search => ({
  bindings: { text, limit },
  first: beginningSql,
  later: [
    { sql: containingSql, isNeeded: () => true },
    { sql: similarSql, isNeeded: (found) => found === 0 && [...text].length >= minSpelled },
  ],
});
