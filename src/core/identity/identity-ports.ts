import type { Counted } from '../shared/limits.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { SearchResult } from '../shared/search-result.js';
import type { AccessClaims, AccountFacts } from './access-claims.js';
import type { RefreshToken } from './refresh-rotation.js';
import type { Session } from './session.js';
import type { Account, User } from './user.js';

/** The accounts, for reading. All methods throw DomainError `unavailable` if the database cannot be reached. */
export interface UserReader {
  find(id: number): Promise<User | undefined>;
  /** By email, case ignored. Finds an internationalised domain in Unicode and in ASCII; the given form has precedence. */
  findByEmail(email: string): Promise<User | undefined>;
  /** @param page along one of `userPaths` */
  list(page: ListQuery): Promise<Page<User>>;
  /**
   * Accounts whose email or visible name contains the text, ignoring case and accents. Best first: equal, then starting
   * with it, then the rest. If none contains it, and it has more than two letters: accounts with a similar spelling. The
   * result is incomplete if the time budget was spent.
   */
  search(text: string, limit: number): Promise<SearchResult<User>>;
  /** Whether there are no users. */
  isEmpty(): Promise<boolean>;
}

/**
 * The accounts, inside a unit of work. Emails are unique by `foldCase`, in both forms of an internationalised domain, and
 * visible names by `foldName`: a method that would violate this throws DomainError `email-taken` or `visible-name-taken`.
 * An account older than these rules keeps its values.
 */
export interface UserRepository extends UserReader {
  add(account: Account): Promise<User>;
  /** Like `CatalogueRepository.change`: the user is locked before `next` runs. */
  change(id: number, next: (current: User) => Account): Promise<User | undefined>;
  /** Replaces the hash `from` by another of the same password; the version stays. False: the hash has changed. */
  rehash(id: number, from: string, to: string): Promise<boolean>;
  /** Removes the user unless `allow` throws. False: no such user. */
  remove(id: number, allow: (current: User) => void): Promise<boolean>;
  /**
   * Locks all active admins until the unit of work ends, and returns their ids. They are locked in order of id, so that
   * concurrent calls cannot deadlock.
   */
  lockActiveAdmins(): Promise<readonly number[]>;
  /** Returns the user, locked against changes and removal until the unit of work ends. */
  lock(id: number): Promise<User | undefined>;
}

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
export interface RefreshRotation {
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

/** The sessions, for reading. All methods throw DomainError `unavailable` when the database cannot be reached. */
export interface SessionReader {
  /** The sessions of a user that are active at `now`, last used first. */
  list(userId: number, now: Date): Promise<readonly Session[]>;
  /** The IP addresses of all stored sessions, including ended and expired ones that are not deleted yet. */
  addressesOf(userId: number): Promise<readonly string[]>;
  /** The account of an active session. Undefined: there is no such session, or it has ended. */
  accountFacts(id: string, now: Date): Promise<(AccountFacts & { readonly userId: number }) | undefined>;
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
  rotate(rotation: RefreshRotation): Promise<void>;
  /** Extends a session. */
  touch(id: string, lastUsedAt: Date, expiresAt: Date, refreshes: Counted): Promise<void>;
  /** Ends the selected sessions that have not ended, and returns their ids. */
  end(which: SessionSelection, now: Date): Promise<readonly string[]>;
}

/** Hashes passwords, off the event loop. */
export interface PasswordHasher {
  /** Returns a PHC string, which includes salt and parameters. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password matches the hash. Without a valid hash (unknown account, no password set yet) it returns false
   * after the same time.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>;
  /** Whether the hash was made with another algorithm, or with weaker parameters, than a new one would be. */
  isOutdated(hash: string): boolean;
}

/** Access tokens: signed JWTs (RFC 9068). */
export interface AccessTokens {
  /** `expiresIn` is in seconds. The token never expires later than `end`, the end of its session. */
  issue(claims: AccessClaims, end: Date): { readonly token: string; readonly expiresIn: number };
  /** @throws DomainError `token-expired`, or `token-invalid` for any other reason */
  verify(token: string): AccessClaims;
}

/** Opaque tokens in base64url: refresh tokens, and random tokens for emailed links. */
export interface RefreshTokens {
  /** A token of 256 random bits, without a family. */
  random(): string;
  /** The first token of a session. It starts with 256 more random bits, which all its successors share. */
  first(): string;
  /** The hash of the part that the tokens of a session share; undefined: the token has none. */
  family(token: string): string | undefined;
  /** The stored form of a token: its SHA-256, base64url. */
  hash(token: string): string;
  /** 256 random bits, base64url. */
  salt(): string;
  /** The successor of a token: its family, and the HMAC-SHA-256 of the salt with the token as key. */
  child(token: string, salt: string): string;
}

/** The state of the change feed, which delivers revocations to this instance. */
export interface FeedStatus {
  /** Whether revocations older than one second may be missing. Computed at each call. */
  isLagging(): boolean;
}
