import type { EditedItem } from '../catalogue/edits.js';
import type { AnyKeys, Keys } from '../catalogue/keys.js';
import type { Item } from '../catalogue/kind.js';

/** Keys to search items by. */
export interface ItemKeys {
  readonly imdbIds: readonly string[];
  readonly sourceIds: readonly string[];
  /** Other ids, each with the name of its system. */
  readonly externalIds: readonly (readonly [name: string, id: string])[];
  readonly ids: readonly number[];
}

/** An item that was merged into another one, and the keys that it had. */
export interface MergedItem extends Required<AnyKeys> {
  readonly id: number;
  readonly into: number;
}

/** The items of one kind, read and written hundreds at a time. */
export interface BulkRepository<Draft extends Keys> {
  /** Items with any of these keys, in any order. */
  findByKeys(keys: ItemKeys): Promise<readonly EditedItem<Draft>[]>;
  /** Items that had any of these keys and were merged into one that exists, in the order of their ids. */
  findMerged(keys: ItemKeys): Promise<readonly MergedItem[]>;
  /**
   * Returns the ids, in the order of the drafts.
   * @throws DomainError `imdb-id-taken`, `source-id-taken`, `external-id-taken`, `unknown` of `referenceCodes`
   */
  addAll(drafts: readonly Draft[]): Promise<readonly number[]>;
  /**
   * Replaces the items with these ids, and their edits.
   * @throws DomainError `precondition-failed` if one has another version, and what `addAll` throws
   */
  changeAll(items: readonly EditedItem<Draft>[]): Promise<void>;
  /** For each name the item of exactly that name with the lowest id. @param field that has the name */
  findOldestByName(names: readonly string[], field: string): Promise<readonly Item<Draft>[]>;
}
