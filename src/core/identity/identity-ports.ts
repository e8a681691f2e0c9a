import type { Page, PageRequest } from '../shared/page.js';
import type { Role } from './permissions.js';
import type { Account, User } from './user.js';

/**
 * The accounts. Emails and visible names are unique by `foldCase`: a method that would break that throws
 * DomainError `email-taken` or `visible-name-taken`; all throw `unavailable` when the database cannot be reached.
 */
export interface UserRepository {
  find(id: number): Promise<User | undefined>;
  /** By email, case ignored. */
  findByEmail(email: string): Promise<User | undefined>;
  /** In order of id. */
  list(page: PageRequest): Promise<Page<User>>;
  add(account: Account): Promise<User>;
  /** Like `CatalogueRepository.change`: nobody else changes the user between `next` and its being stored. */
  change(id: number, next: (current: User) => Account): Promise<User | undefined>;
  /** Removes the user unless `allow` throws. False: no such user. */
  remove(id: number, allow: (current: User) => void): Promise<boolean>;
  /**
   * The ids of all active admins. Inside a unit of work none of them can be changed by anyone else until it
   * ends; they are locked in order of id, so that two who do this never wait for each other.
   */
  lockActiveAdmins(): Promise<readonly number[]>;
  /** Whether there is no user at all. */
  isEmpty(): Promise<boolean>;
}

/** Runs `work` in one transaction, on repositories bound to it: committed when it resolves, else undone. */
export interface UnitOfWork {
  run<T>(work: (repositories: { readonly users: UserRepository }) => Promise<T>): Promise<T>;
}

/** Passwords to hashes, off the event loop. */
export interface PasswordHasher {
  /** A PHC string with salt and parameters inside. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the hash. Without a hash (there is no such account) it takes as long,
   * and answers false.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

/** What an access token says of its bearer. */
export interface AccessClaims {
  readonly userId: number;
  readonly sessionId: string;
  readonly role: Role;
  readonly tokenVersion: number;
}

/** Access tokens: JWT by RFC 9068, signed. */
export interface AccessTokens {
  /** `expiresIn` in seconds. */
  issue(claims: AccessClaims): { readonly token: string; readonly expiresIn: number };
  /** @throws DomainError `token-expired`, or `token-invalid` for everything else that is wrong with it */
  verify(token: string): AccessClaims;
}
