import type { ResolvedReference } from '../catalogue/exported.js';
import type { AnyKeys, Keys } from '../catalogue/keys.js';
import type { Item, Kind } from '../catalogue/kind.js';
import type { Violation } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';

/** A kind with the validators of its fields. */
export interface ImportedKind<Draft extends Keys> {
  readonly kind: Kind<Draft>;
  /** @throws DomainError `validation-failed` */
  readonly valid: (draft: unknown) => Draft;
  /** Validates some fields, as a PATCH of the API does. @throws DomainError `validation-failed` */
  readonly validPatch: (patch: unknown) => Partial<Draft>;
  readonly references: readonly ImportedReference[];
}

/** A reference of an imported kind. */
export interface ImportedReference extends ResolvedReference {
  /**
   * Makes the draft of an item that a row names and that does not exist. Without it, such a row is refused.
   * @throws DomainError `validation-failed`
   */
  readonly create?: (name: string, keys: AnyKeys) => AnyKeys;
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

/** An item that was merged into another one, and the keys that it had. */
export interface MergedItem extends Required<AnyKeys> {
  readonly id: number;
  readonly into: number;
}

/** The items of one kind, read and written by hundreds. */
export interface BulkRepository<Draft extends Keys> {
  /** Items with any of these keys, in any order. */
  findByKeys(keys: ItemKeys): Promise<readonly Item<Draft>[]>;
  /** Items that had any of these keys and were merged into one that exists, in the order of their ids. */
  findMerged(keys: ItemKeys): Promise<readonly MergedItem[]>;
  /**
   * Returns the ids, in the order of the drafts.
   * @throws DomainError `imdb-id-taken`, `source-id-taken`, `unknown` of `referenceCodes`
   */
  addAll(drafts: readonly Draft[]): Promise<readonly number[]>;
  /**
   * Replaces the items with these ids.
   * @throws DomainError `precondition-failed` if one has another version, and what `addAll` throws
   */
  changeAll(items: readonly Item<Draft>[]): Promise<void>;
  /** For each name the item of exactly that name with the lowest id. @param field that has the name */
  findOldestByName(names: readonly string[], field: string): Promise<readonly Item<Draft>[]>;
}

/** The repositories of one transaction. */
export interface ImportTransaction {
  /** @param plural of the kind of `Draft` */
  items<Draft extends Keys>(plural: string): BulkRepository<Draft>;
  /** Writes the import's audit entry, or replaces it: an import has one entry, whatever the number of transactions. */
  writeAuditEntry(details: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The units of work of one import: a step per batch. Steps of two imports never run at the same time. */
export type ImportUnitOfWork = Pick<UnitOfWork<ImportTransaction>, 'runStep' | 'waitForInvalidation'>;

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
