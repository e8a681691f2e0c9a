import type { Stored } from '../shared/stored.js';
import type { Role } from './permissions.js';

/** What is kept of a person, beside what the database adds. */
export interface Account {
  readonly email: string;
  readonly visibleName: string;
  readonly role: Role;
  /** An inactive account cannot sign in, and its tokens are refused. */
  readonly active: boolean;
  readonly emailVerified: boolean;
  /** A PHC string; it never leaves the core and the database. */
  readonly passwordHash: string;
  /** Carried by access tokens as `ver`: when it grows, those issued before are refused. */
  readonly tokenVersion: number;
}

export type User = Account & Stored;

/**
 * The form in which emails and visible names are compared and unique: NFKC, lower case. Made here and not by
 * the database, whose idea of case depends on its locale.
 */
export const foldCase = (text: string): string => text.normalize('NFKC').toLowerCase();
