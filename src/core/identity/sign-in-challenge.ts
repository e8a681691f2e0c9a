/** A login whose password was right, and that waits for a code. */
export interface SignInChallenge {
  /** The SHA-256 of the challenge, base64url. */
  readonly hash: string;
  readonly userId: number;
  /** A digest of the credentials at the time of the password: any change of them ends the challenge. */
  readonly credentials: string;
  /** The hash of the cookie that the code must come with, if the login asked for tokens in cookies; null: it did not. */
  readonly cookieHash: string | null;
  readonly expiresAt: Date;
}

/** The challenges, for reading. Throws DomainError `unavailable` if the database cannot be reached. */
export interface SignInChallengeReader {
  /** The account of a challenge that expires after `now`. */
  userOf(hash: string, now: Date): Promise<number | undefined>;
}

/** The challenges, inside a unit of work. */
export interface SignInChallengeRepository extends SignInChallengeReader {
  /** @param attempts how many codes may be tried */
  add(challenge: SignInChallenge, attempts: number): Promise<void>;
  /**
   * Counts an attempt, in one statement. Undefined: the challenge is unknown or has expired, or no attempt is left. Locks
   * the challenge until the unit of work ends.
   */
  takeAttempt(hash: string, now: Date): Promise<SignInChallenge | undefined>;
  /** Removes the challenge. Returns true for exactly one of several concurrent calls. */
  take(hash: string): Promise<boolean>;
}
