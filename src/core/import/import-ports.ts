import type { ResolvedReference } from '../catalogue/exported.js';
import type { AnyKeys, Keys } from '../catalogue/keys.js';
import type { Item, Kind } from '../catalogue/kind.js';
import type { Violation } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';

/** A kind, and what an import has to know of it. */
export interface ImportedKind<Draft extends Keys> {
  readonly kind: Kind<Draft>;
  /** @throws DomainError `validation-failed` */
  readonly valid: (draft: unknown) => Draft;
  /** The same of some fields, which an item is to have instead of its own: as a PATCH of the API. */
  readonly validPatch: (patch: unknown) => Partial<Draft>;
  readonly references: readonly ImportedReference[];
}

/** A reference of an imported kind. */
export interface ImportedReference extends ResolvedReference {
  /**
   * Makes the draft of an item that a row names and that does not exist yet. Without it, such a row is refused.
   * @throws DomainError `validation-failed`
   */
  readonly create?: (name: string, keys: AnyKeys) => AnyKeys;
}

/** Where a row stands. */
export interface Place {
  /** As whoever runs the import knows it. */
  readonly file: string;
  /** The line that it begins on, from 1, and a header counts. */
  readonly line: number;
}

/** What a file tells of an item: its fields as the API names them, not looked at yet. Absent ones are left as they are. */
export interface ReadRow {
  readonly place: Place;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Characters that it was read from, where those may be many. */
  readonly size?: number;
}

/** A row that was not taken, and why. */
export interface RefusedRow {
  readonly place: Place;
  readonly violations: readonly Violation[];
}

/** By which items are looked for. */
export interface KnownBy {
  readonly imdbIds: readonly string[];
  readonly sourceIds: readonly string[];
  readonly ids: readonly number[];
}

/** The items of one kind, by hundreds. */
export interface BulkRepository<Draft extends Keys> {
  /** Those that have any of these keys, in any order. */
  known(by: KnownBy): Promise<readonly Item<Draft>[]>;
  /**
   * Answers their ids, in the order of the drafts.
   * @throws DomainError `imdb-id-taken`, `source-id-taken`, `unknown` of `referenceCodes`
   */
  addAll(drafts: readonly Draft[]): Promise<readonly number[]>;
  /**
   * Stores each in place of the one with its id, which is to have its version still.
   * @throws DomainError `precondition-failed`, and what `addAll` throws
   */
  changeAll(items: readonly Item<Draft>[]): Promise<void>;
  /** The oldest item with each of these names. @param field with the name, which a search looks in */
  named(names: readonly string[], field: string): Promise<readonly Item<Draft>[]>;
}

/** What an import has in one transaction. */
export interface ImportTransaction {
  /** @param plural of the kind whose drafts these are */
  items<Draft extends Keys>(plural: string): BulkRepository<Draft>;
  /** Writes the import's one entry in the audit trail, or writes it anew: what was done, up to this transaction. */
  tell(details: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The units of work of one import: a step for each batch. Two imports never run one at the same time. */
export type ImportUnitOfWork = Pick<UnitOfWork<ImportTransaction>, 'runStep' | 'waitForInvalidation'>;

/**
 * The place of the row that each item was imported from, in this import. It is kept by the process and not by the
 * database, so that it survives a lost connection. Memory is bounded, however many items there are.
 */
export interface ImportedPlaces {
  /** The places of those of these items that were imported. */
  of(plural: string, ids: readonly number[]): ReadonlyMap<number, Place>;
  put(plural: string, taken: readonly { readonly id: number; readonly place: Place }[]): void;
}
