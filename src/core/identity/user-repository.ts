import type { Account, User } from './user.js';
import type { UserReader } from './user-reader.js';

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
  /** Returns the user, locked against changes and removal until the unit of work ends. The lock is shared. */
  lock(id: number): Promise<User | undefined>;
}
