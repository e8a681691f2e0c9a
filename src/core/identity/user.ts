import { type AccessPath, byId, type EqualityFilter } from '../shared/page.js';
import type { Stored } from '../shared/stored.js';
import { normalizeText, removeInvisible } from '../shared/text.js';
import type { Role } from './permissions.js';

/** The stored data of a user, without the columns that the database fills. */
export interface Account {
  readonly email: string;
  readonly visibleName: string;
  readonly role: Role;
  /** An inactive account cannot sign in, and its tokens are invalid. */
  readonly active: boolean;
  readonly emailVerified: boolean;
  /** The email that replaces `email` as soon as the link that was sent to it is followed. */
  readonly pendingEmail: string | null;
  /** A PHC string; it never leaves the core and the database. */
  readonly passwordHash: string;
  /** Shorter than the minimum of accounts without a second factor. */
  readonly shortPassword: boolean;
  /** Whether a login needs a code, too: the account has a confirmed authenticator app. */
  readonly secondFactor: boolean;
  /** The `ver` claim of access tokens. Increasing it revokes those issued before. */
  readonly tokenVersion: number;
}

export type User = Account & Stored;

/** What a new account has. */
export const withoutSecondFactor = { shortPassword: false, secondFactor: false } as const;

const filterBy = (field: keyof Account): EqualityFilter => ({ parameter: field, field });

/** The access paths of the list of accounts: `users_by_…` is the index of each (see the migrations). */
export const userPaths: readonly AccessPath[] = [
  { by: byId },
  { by: { field: 'visibleName', type: 'text' } },
  { by: { field: 'email', type: 'text' } },
  { by: { field: 'createdAt', type: 'time' } },
  { filters: [filterBy('role')], by: byId },
  { filters: [filterBy('active')], by: byId },
  { filters: [filterBy('emailVerified')], by: byId },
];

/**
 * The form in which emails are compared and unique: NFKC, lower case. Computed here, since case conversion in the
 * database depends on its locale.
 */
export const foldCase = (text: string): string => text.normalize('NFKC').toLowerCase();

/**
 * The form in which visible names are compared and unique: names that differ only in case, spaces and invisible
 * characters are equal (`Straße` and `STRASSE`, `Ada  L` and `ada l`). Upper case comes first, since only that maps `ß`
 * to `SS`.
 */
export const foldName = (name: string): string =>
  normalizeText(foldCase(removeInvisible(name)).toUpperCase().toLowerCase().replaceAll('ς', 'σ'));
