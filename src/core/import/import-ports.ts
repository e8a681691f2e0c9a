import type { Author } from '../catalogue/author.js';
import type { Keys } from '../catalogue/keys.js';
import type { Item, Kind } from '../catalogue/kind.js';
import type { Violation } from '../shared/errors.js';

/** A kind with the validators of its fields. */
export interface ImportedKind<Draft extends Keys> {
  readonly kind: Kind<Draft>;
  /** @throws DomainError `validation-failed` */
  readonly valid: (draft: unknown) => Draft;
  /** Validates some fields, as a PATCH of the API does. @throws DomainError `validation-failed` */
  readonly validPatch: (patch: unknown) => Partial<Draft>;
  /** For kinds whose items have an author. @throws DomainError `validation-failed` */
  readonly validAuthor?: (draft: unknown) => Author;
}

/** Where a row begins. */
export interface Place {
  /** As shown to the user. */
  readonly file: string;
  /** From 1. A header counts. */
  readonly line: number;
}

/** A row of a file: fields by their names in the API, not yet validated. An absent field stays as it is stored. */
export interface ReadRow {
  readonly place: Place;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Characters of text that it was read from. */
  readonly size?: number;
}

/** A row that is not imported, and why. */
export interface RefusedRow {
  readonly place: Place;
  readonly violations: readonly Violation[];
}

/** Keys to search items by. */
export interface ItemKeys {
  readonly imdbIds: readonly string[];
  readonly sourceIds: readonly string[];
  readonly ids: readonly number[];
}

/** The items of one kind, read and written by hundreds. */
export interface BulkRepository<Draft extends Keys> {
  /** Items with any of these keys, in any order. */
  findByKeys(keys: ItemKeys): Promise<readonly Item<Draft>[]>;
  /**
   * Returns the ids, in the order of the drafts.
   * @throws DomainError `imdb-id-taken`, `source-id-taken`, `author-not-found`
   */
  addAll(drafts: readonly Draft[]): Promise<readonly number[]>;
  /**
   * Replaces the items with these ids.
   * @throws DomainError `precondition-failed` if one has another version, and what `addAll` throws
   */
  changeAll(items: readonly Item<Draft>[]): Promise<void>;
}

export interface BulkAuthors extends BulkRepository<Author> {
  /** For each name the author of exactly that name with the lowest id. */
  findEldestByName(names: readonly string[]): Promise<readonly Item<Author>[]>;
}

/** The repositories of one transaction. */
export interface ImportTransaction {
  readonly authors: BulkAuthors;
  /** @param plural of the kind of `Draft` */
  items<Draft extends Keys>(plural: string): BulkRepository<Draft>;
  /** Writes the import's audit entry, or replaces it: an import has one entry, whatever the number of transactions. */
  writeAuditEntry(details: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The transactions of one import. */
export interface ImportTransactions {
  /** Commits all of `work` or nothing. Transactions of two imports never run at the same time. */
  run<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T>;
}

/** An item and the row that it was imported from. */
export interface ImportedItem {
  readonly id: number;
  readonly place: Place;
}

/**
 * The row that each item was imported from, in this import. Kept outside of the database, so that it survives a lost
 * connection. Memory is bounded, whatever the number of items.
 */
export interface ImportedPlaces {
  /** Items that were not imported are left out. */
  of(plural: string, ids: readonly number[]): ReadonlyMap<number, Place>;
  put(plural: string, items: readonly ImportedItem[]): void;
}
