/**
 * The accounts whose visible name or email has `:text` in it, best first; where none has, those with words spelled nearly
 * like it (trigrams). The text is escaped after it was folded, which makes a `%` of a wide one.
 */
export const searchUsersSql = `
  with asked as materialized (
    select text, '%' || regexp_replace(text, '([%_\\\\])', '\\\\\\1', 'g') || '%' as part
    from (select fold(:text) as text) as folded
  ), having_it as materialized (
    select id, case when text in (fold(visible_name), fold(email)) then 3
      when starts_with(fold(visible_name), text) or starts_with(fold(email), text) then 2 else 1 end as score
    from users, asked
    where fold(visible_name) like (select part from asked) or fold(email) like (select part from asked)
  ), near_it as (
    select id, greatest(word_similarity(text, fold(visible_name)), word_similarity(text, fold(email))) as score
    from users, asked
    where (fold(visible_name) %> (select text from asked) or fold(email) %> (select text from asked))
      and not exists (select from having_it)
  ), scored as (
    select id, score from (select * from having_it union all select * from near_it) as both_ways
    order by score desc, id limit :limit
  )
  select users.* from scored join users using (id) order by score desc, id`;
