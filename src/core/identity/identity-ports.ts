import type { Counted } from '../shared/limits.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import type { AccessClaims, AccountFacts } from './access-claims.js';
import type { RefreshToken } from './refresh-rotation.js';
import type { Session } from './session.js';
import type { Account, User } from './user.js';

/** The accounts, for reading. All methods throw DomainError `unavailable` when the database cannot be reached. */
export interface UserReader {
  find(id: number): Promise<User | undefined>;
  /** By email, case ignored; an internationalised domain is found in Unicode and in ASCII, the given form first. */
  findByEmail(email: string): Promise<User | undefined>;
  /** @param page along one of `userPaths` */
  list(page: ListQuery): Promise<Page<User>>;
  /**
   * Those whose email or visible name has the text in it, case and accents aside, best first: the same, then what begins
   * with it, then the rest. Where none has it, and it has more than two letters, those with something spelled nearly like
   * it. What its time budget leaves out makes it incomplete.
   */
  search(text: string, limit: number): Promise<SearchResult<User>>;
  /** Whether there is no user at all. */
  isEmpty(): Promise<boolean>;
}

/**
 * The accounts, inside a unit of work. Emails are unique by `foldCase`, in both forms of an internationalised domain, and
 * visible names by `foldName`: a method that would break that throws DomainError `email-taken` or `visible-name-taken`.
 * An account from before these rules keeps what it has.
 */
export interface UserRepository extends UserReader {
  add(account: Account): Promise<User>;
  /** Like `CatalogueRepository.change`: the user is locked before `next` runs. */
  change(id: number, next: (current: User) => Account): Promise<User | undefined>;
  /** Puts another hash of the same password in place of `from`, which is no change of the account. False: it is gone. */
  rehash(id: number, from: string, to: string): Promise<boolean>;
  /** Removes the user unless `allow` throws. False: no such user. */
  remove(id: number, allow: (current: User) => void): Promise<boolean>;
  /**
   * The ids of all active admins. None of them can be changed by others until the unit of work ends; they are locked in
   * order of id, so that two who do this never wait for each other.
   */
  lockActiveAdmins(): Promise<readonly number[]>;
  /** The user, whom others can neither change nor remove until the unit of work ends. */
  lock(id: number): Promise<User | undefined>;
}

/** A session that a refresh token belongs to, held until the unit of work ends. */
export interface LockedSession {
  readonly session: Session;
  readonly ended: boolean;
  /** The hash of the token that was used last; null: none yet. */
  readonly head: string | null;
  readonly token: RefreshToken;
  /** How often the session was refreshed of late. */
  readonly refreshes: Counted;
  readonly user: User;
  /** The database's time. */
  readonly now: Date;
}

/** What a refresh leaves behind. */
export interface RefreshRotation {
  readonly sessionId: string;
  /** The hash of the token that was presented. */
  readonly hash: string;
  /** With what its successor is derived, and the successor's hash. */
  readonly salt: string;
  readonly childHash: string;
  /** Where this was its first use: the hash of the token it supersedes, null for the first of a session. */
  readonly supersedes?: string | null;
}

/** The sessions of a user: all, or only that one, or all but one; or of those that live all but so many, used last. */
export interface SessionSelection {
  readonly userId: number;
  readonly id?: string;
  readonly except?: string;
  readonly exceptMostRecent?: number;
}

/** The sessions, for reading. All methods throw DomainError `unavailable` when the database cannot be reached. */
export interface SessionReader {
  /** Those of a user that have not ended and are not over at `now`, last used first. */
  list(userId: number, now: Date): Promise<readonly Session[]>;
  /** From where the user signed in, as far as the sessions are kept: those that are over too, for some time. */
  addressesOf(userId: number): Promise<readonly string[]>;
  /** What tokens of a session depend on; undefined: there is none, or it has ended. */
  accountFacts(id: string, now: Date): Promise<(AccountFacts & { readonly userId: number }) | undefined>;
}

/** The sessions, with the hashes of the refresh tokens they had, inside a unit of work. */
export interface SessionRepository extends SessionReader {
  /**
   * @param firstToken the hash of its first refresh token
   * @param family the hash of what its refresh tokens share. Without one, no token is recognized without its row.
   */
  add(session: Session, firstToken: string, family?: string): Promise<void>;
  /**
   * The session that a refresh token belongs to, by the token's hash or else by its family. Locks the session until the
   * unit of work ends.
   */
  lockByToken(hash: string, family?: string): Promise<LockedSession | undefined>;
  /**
   * A token is used: for the first time, or with another successor. Times are the database's. A first use removes the
   * rows of the family's tokens that can only mean theft from now on: they are recognized without.
   */
  rotate(rotation: RefreshRotation): Promise<void>;
  /** Keeps a session alive. */
  touch(id: string, lastUsedAt: Date, expiresAt: Date, refreshes: Counted): Promise<void>;
  /** Ends those that have not ended yet, and returns their ids. */
  end(which: SessionSelection, now: Date): Promise<readonly string[]>;
}

/** Passwords to hashes, off the event loop. */
export interface PasswordHasher {
  /** A PHC string with salt and parameters inside. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the hash. Without a hash (there is no such account), or with what is none (nobody
   * has chosen a password yet), it takes as long, and answers false.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>;
  /** Whether the hash was made in another way, or with less effort, than a new one would be. */
  isOutdated(hash: string): boolean;
}

/** Access tokens: JWT by RFC 9068, signed. */
export interface AccessTokens {
  /** `expiresIn` in seconds; never beyond `end`, when its session is over. */
  issue(claims: AccessClaims, end: Date): { readonly token: string; readonly expiresIn: number };
  /** @throws DomainError `token-expired`, or `token-invalid` for everything else that is wrong with it */
  verify(token: string): AccessClaims;
}

/** Refresh tokens, and as `random` makes them also those in letters: opaque, 256 random bits in base64url. */
export interface RefreshTokens {
  /** A random one, of no family. */
  random(): string;
  /** The first of a session: another 256 random bits in front, which all its successors share. */
  first(): string;
  /** The hash of the part that the tokens of a session share; undefined: it has none. */
  family(token: string): string | undefined;
  /** What is kept of one: its SHA-256, base64url. */
  hash(token: string): string;
  /** 256 random bits, base64url. */
  salt(): string;
  /** The successor of a token: its family, and HMAC-SHA-256 of the salt, keyed with the token. */
  child(token: string, salt: string): string;
}

/** Whether this instance knows of every revocation but the latest. */
export interface FeedStatus {
  /** Computed when asked: true as soon as it cannot know. */
  isLagging(): boolean;
}
