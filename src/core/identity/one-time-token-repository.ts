import type { OneTimeToken, Purpose } from './one-time-token.js';
import type { OneTimeTokenReader } from './one-time-token-reader.js';

/** The hashes of the one-time tokens, at most one per user and purpose, inside a unit of work. */
export interface OneTimeTokenRepository extends OneTimeTokenReader {
  /** Stores a token. It replaces the user's earlier one of the same purpose. */
  put(token: OneTimeToken): Promise<void>;
  /** Removes the token. Returns true for exactly one of several concurrent calls. */
  take(hash: string): Promise<boolean>;
  /** Marks the token as used to verify this email. Returns true for exactly one of several concurrent calls. */
  use(hash: string, email: string): Promise<boolean>;
  /** Removes the user's token of this purpose. */
  end(userId: number, purpose: Purpose): Promise<void>;
  /** Removes all tokens of a user, except those of one purpose. */
  endAll(userId: number, except?: Purpose): Promise<void>;
}
