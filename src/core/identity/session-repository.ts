import type { Counted } from '../shared/limits.js';
import type { RefreshToken } from './refresh-rotation.js';
import type { Session } from './session.js';
import type { SessionReader } from './session-reader.js';
import type { User } from './user.js';

/** The session of a refresh token, locked until the unit of work ends. */
export interface LockedSession {
  readonly session: Session;
  /** Whether it was ended. An expired session was not. */
  readonly ended: boolean;
  /** The hash of the refresh token used last; null: none yet. */
  readonly head: string | null;
  /** The refresh token that it was found by. */
  readonly token: RefreshToken;
  /** The refreshes of this session in the current window of the limit. */
  readonly refreshes: Counted;
  readonly user: User;
  /** The database's time. */
  readonly now: Date;
}

/** The use of a refresh token, and the successor that is issued for it. Hashes are those of `RefreshTokens.hash`. */
export interface RefreshTokenUse {
  readonly sessionId: string;
  /** The hash of the token that was presented. */
  readonly hash: string;
  /** The salt that the successor is derived with. */
  readonly salt: string;
  /** The hash of the successor. */
  readonly childHash: string;
  /** Only at the first use: the hash of the token that it supersedes; null for the first token of a session. */
  readonly supersedes?: string | null;
}

/** Sessions of a user: all, unless one of the other fields is set. */
export interface SessionSelection {
  readonly userId: number;
  /** Only this session. */
  readonly id?: string;
  /** All except this session. */
  readonly except?: string;
  /** The active ones, except this many that were used last. */
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
  rotate(use: RefreshTokenUse): Promise<void>;
  /** Records a refresh of the session, which extends it. */
  touch(id: string, lastUsedAt: Date, expiresAt: Date, refreshes: Counted): Promise<void>;
  /**
   * Changes how the user of a session proved who they are. The session is locked before `next` runs. Undefined: there is
   * no such session, or it has ended.
   */
  changeAuthentication(
    id: string,
    now: Date,
    next: (current: Session) => Pick<Session, 'authenticatedAt' | 'amr'>,
  ): Promise<Session | undefined>;
  /** Ends the selected sessions that have not ended, and returns their ids. */
  end(which: SessionSelection, now: Date): Promise<readonly string[]>;
}
