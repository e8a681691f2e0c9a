import type { OneTimeToken, Purpose } from './one-time-token.js';

/** What a used token has verified. */
export interface Verification {
  readonly userId: number;
  readonly email: string;
}

/** The hashes of the one-time tokens, for reading. All methods throw DomainError `unavailable`. */
export interface OneTimeTokenReader {
  /** The unused token with this hash, if it has one of the purposes and expires after `now`. */
  find(hash: string, purposes: readonly Purpose[], now: Date): Promise<OneTimeToken | undefined>;
  /** What the used token with this hash has verified, if the token expires after `now`. */
  findUsed(hash: string, now: Date): Promise<Verification | undefined>;
  /** When the user's token of this purpose expires or expired. Undefined: there is none. */
  expiryOf(userId: number, purpose: Purpose): Promise<Date | undefined>;
}
