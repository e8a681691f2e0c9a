/** The stored state of an issued refresh token. The token itself is not stored. */
export interface RefreshToken {
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  /** The hash of the token that it was issued for; null for the first of a session. */
  readonly parentHash: string | null;
  /** The salt that its successor is derived with; null: not used yet, or superseded. */
  readonly salt: string | null;
  readonly saltedAt: Date | null;
  /** When it was first presented. */
  readonly usedAt: Date | null;
  /** When a successor of it was used. */
  readonly supersededAt: Date | null;
}

const longAgo = new Date(0);

/** The state of a token whose row was deleted: it or a sibling was superseded longer ago than the grace period. */
export const removedToken = (hash: string): RefreshToken => ({
  hash,
  parentHash: null,
  salt: null,
  saltedAt: null,
  usedAt: longAgo,
  supersededAt: longAgo,
});

/** Milliseconds in which a reused token means a lost response, a second tab or a late duplicate. */
export const graceMilliseconds = 30_000;

/**
 * Decides what a presented token means. `head` is the hash of the token that the session used last (null: none yet).
 *
 * - `advance`: its first use; it becomes the head, and gets a successor.
 * - `repeat`: the response was lost a moment ago; it gets the same successor.
 * - `branch`: the response was lost longer ago; it gets another successor. The successor used first becomes the head.
 * - `superseded`: a later request overtook this one; nothing changes, since the client has a newer token.
 * - `theft`: two clients use the same token.
 *
 * `now` and the times of the token are the database's, so that the clocks of instances do not matter.
 */
export const assessRefreshToken = (
  token: RefreshToken,
  head: string | null,
  now: Date,
): 'advance' | 'repeat' | 'branch' | 'superseded' | 'theft' => {
  const isRecent = (time: Date | null) => time !== null && now.getTime() - time.getTime() < graceMilliseconds;
  if (token.usedAt === null) return token.parentHash === head ? 'advance' : 'theft';
  if (token.hash === head) return isRecent(token.saltedAt) ? 'repeat' : 'branch';
  return isRecent(token.supersededAt) ? 'superseded' : 'theft';
};
