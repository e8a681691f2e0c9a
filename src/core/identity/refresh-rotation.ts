/** What is known of a refresh token that was given out. The token itself is not. */
export interface RefreshToken {
  /** SHA-256 of the token, base64url. */
  readonly hash: string;
  /** The hash of the token it was given for; null for the first of a session. */
  readonly parentHash: string | null;
  /** What its successor is derived with; null: not used yet, or superseded. */
  readonly salt: string | null;
  readonly saltedAt: Date | null;
  /** When it was first presented. */
  readonly usedAt: Date | null;
  /** When a successor of it was used. */
  readonly supersededAt: Date | null;
}

const longAgo = new Date(0);

/** What a token is whose row was removed: it was superseded, or lost to a sibling, before the grace. */
export const removedToken = (hash: string): RefreshToken => ({
  hash,
  parentHash: null,
  salt: null,
  saltedAt: null,
  usedAt: longAgo,
  supersededAt: longAgo,
});

/** Milliseconds in which a token presented again is a lost answer, a second tab or a late duplicate. */
export const grace = 30_000;

/**
 * What a presented token means, for a session whose `head` is the hash of the token used last (null: none yet).
 *
 * - `advance`: its first use; it becomes the head, and gets a successor.
 * - `repeat`: the answer was lost a moment ago; it gets the same successor.
 * - `branch`: the answer was lost longer ago; it gets another successor, and whichever is used first counts.
 * - `superseded`: a request overtaken by a later one; nothing changes, the client has a newer token.
 * - `theft`: two hold what one was given.
 *
 * `now` is the database's time, as are those of the token: instances need not agree on theirs.
 */
export const assessRefreshToken = (
  token: RefreshToken,
  head: string | null,
  now: Date,
): 'advance' | 'repeat' | 'branch' | 'superseded' | 'theft' => {
  const isRecent = (time: Date | null) => time !== null && now.getTime() - time.getTime() < grace;
  if (token.usedAt === null) return token.parentHash === head ? 'advance' : 'theft';
  if (token.hash === head) return isRecent(token.saltedAt) ? 'repeat' : 'branch';
  return isRecent(token.supersededAt) ? 'superseded' : 'theft';
};
