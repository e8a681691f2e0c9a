import type { AccountFacts } from './access-claims.js';
import type { Session } from './session.js';

/** The sessions, for reading. All methods throw DomainError `unavailable` if the database cannot be reached. */
export interface SessionReader {
  /** The sessions of a user that are active at `now`, last used first. */
  list(userId: number, now: Date): Promise<readonly Session[]>;
  /** The IP addresses of all stored sessions, including ended and expired ones that are not deleted yet. */
  addressesOf(userId: number): Promise<readonly string[]>;
  /** The account of an active session. Undefined: there is no such session, or it has ended. */
  accountFacts(id: string, now: Date): Promise<(AccountFacts & { readonly userId: number }) | undefined>;
}
