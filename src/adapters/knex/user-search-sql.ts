import type { Search } from './search-steps.js';

/** Letters: shorter texts are found as they are, and have no similar spellings. */
const minSpelled = 3;
const columns = ['visible_name', 'email'];
const either = (condition: (column: string) => string) => columns.map(condition).join(' or ');

/** What is `:text` or begins with it: two ranges of the indexes that the list is sorted by. */
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

/** What has `:text` in it. The text is escaped after it was folded, which makes a `%` of a wide one. */
const part = String.raw`'%' || regexp_replace(fold(:text), '([%_\\])', '\\\1', 'g') || '%'`;
const havingSql = `
  select users.*, 1 as score from users where ${either((column) => `fold(${column}) like ${part}`)}
  order by id limit :limit`;

/** What has a word that is spelled nearly like `:text`, by trigrams. */
const similarSql = `
  with scored as (
    select id, greatest(${columns.map((column) => `word_similarity(fold(:text), fold(${column}))`).join(', ')}) as score
    from users where ${either((column) => `fold(${column}) %> fold(:text)`)}
    order by score desc, id limit :limit
  )
  select users.*, score::float8 as score from scored join users using (id)`;

/** The search for accounts whose visible name or email has `text` in it or, where none has, is spelled nearly like it. */
export const userSearch = (text: string, limit: number): Search => ({
  bindings: { text, limit },
  first: beginningSql,
  later: [
    { sql: havingSql, isNeeded: () => true },
    { sql: similarSql, isNeeded: (found) => found === 0 && [...text].length >= minSpelled },
  ],
});
