import type { Counted } from '../shared/limits.js';
import type { RefreshToken } from './refresh-rotation.js';
import type { Session } from './session.js';
import type { SessionReader } from './session-reader.js';
import type { User } from './user.js';

/** The session of a refresh token, locked until the unit of work ends. */
export interface LockedSession {
  readonly session: Session;
  readonly ended: boolean;
  /** The hash of the token used last; null: none yet. */
  readonly head: string | null;
  readonly token: RefreshToken;
  /** The refreshes of this session in the current window of the limit. */
  readonly refreshes: Counted;
  readonly user: User;
  /** The database's time. */
  readonly now: Date;
}

/** What a refresh stores. */
export interface RefreshTokenUse {
  readonly sessionId: string;
  /** The hash of the token that was presented. */
  readonly hash: string;
  /** The salt that the successor is derived with, and the successor's hash. */
  readonly salt: string;
  readonly childHash: string;
  /** Only at the first use: the hash of the token that it supersedes; null for the first token of a session. */
  readonly supersedes?: string | null;
}

/** Sessions of a user: all, one, or all except one; or the active ones except the `exceptMostRecent` used last. */
export interface SessionSelection {
  readonly userId: number;
  readonly id?: string;
  readonly except?: string;
  readonly exceptMostRecent?: number;
}

/** The sessions and the hashes of their refresh tokens, inside a unit of work. */
export interface SessionRepository extends SessionReader {
  /**
   * @param firstToken the hash of its first refresh token
   * @param family the hash of the part that its refresh tokens share. Without it, a token is found by its own row only.
   */
  add(session: Session, firstToken: string, family?: string): Promise<void>;
  /**
   * Finds the session of a refresh token, by the token's hash or else by its family, and locks it until the unit of work
   * ends.
   */
  lockByToken(hash: string, family?: string): Promise<LockedSession | undefined>;
  /**
   * Records the use of a token: its first use, or another successor. Times are the database's. A first use deletes the
   * rows of tokens of the family that can only mean theft from now on; the family still identifies them.
   */
  rotate(rotation: RefreshTokenUse): Promise<void>;
  /** Extends a session. */
  touch(id: string, lastUsedAt: Date, expiresAt: Date, refreshes: Counted): Promise<void>;
  /** Ends the selected sessions that have not ended, and returns their ids. */
  end(which: SessionSelection, now: Date): Promise<readonly string[]>;
}
