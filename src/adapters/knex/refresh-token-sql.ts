/**
 * One statement each, since every round trip lengthens the lock of the session. All parts see the rows as they were before
 * the statement, so no two of them may write the same row. Instances of the previous release create tokens without a
 * family; their successors have none either.
 */
const successor = (usedAt: string) => `
  with child as (
    insert into refresh_tokens (hash, session_id, parent_hash, in_family)
    select :childHash, session_id, hash, in_family from refresh_tokens where hash = :hash
  ), used as (
    update refresh_tokens set salt = :salt, salted_at = clock_timestamp(), used_at = ${usedAt} where hash = :hash
  )`;

/** Records another successor of a token. Bindings: the fields of `RefreshTokenUse`. */
export const recordSuccessor = `${successor('used_at')} select`;

/** Records the first use of a token. Bindings: the same, and `grace` in milliseconds. */
export const recordFirstUse = `${successor('clock_timestamp()')}, superseded as (
    update refresh_tokens set superseded_at = clock_timestamp(), salt = null where hash = :supersedes
  ), removed as (
    delete from refresh_tokens
    where session_id = :sessionId and in_family and hash not in (:hash, :childHash, coalesce(:supersedes, ''))
      and coalesce(superseded_at <= clock_timestamp() - :grace * interval '1 millisecond', true)
  )
  update sessions set head = :hash where id = :sessionId`;
