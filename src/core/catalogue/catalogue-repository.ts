import type { CatalogueReader } from './catalogue-reader.js';
import type { Item } from './kind.js';

/** The result of a merge. */
export interface Merge<Draft extends object> {
  /** The item that stays. */
  readonly item: Item<Draft>;
  /** How many items now refer to it instead of the removed one, by the plural of their kind. */
  readonly moved: Readonly<Record<string, number>>;
  /** The names of the external ids that it got from the removed item. */
  readonly movedIds: readonly string[];
}

/**
 * The items of one kind, inside a unit of work. `add` and `change` mark the fields of `editedFields` as edited by a
 * person. If a constraint is violated, methods throw DomainError `imdb-id-taken`, `source-id-taken`,
 * `external-id-taken`, or `unknown` or `used` of `referenceCodes`.
 */
export interface CatalogueRepository<Draft extends object> extends CatalogueReader<Draft> {
  add(draft: Draft): Promise<Item<Draft>>;
  /**
   * Stores what `next` returns for the current state. The item is locked before `next` runs. If `next` throws, the error
   * is passed on and nothing is stored. Undefined: there is no such item.
   */
  change(id: number, next: (current: Item<Draft>) => Draft): Promise<Item<Draft> | undefined>;
  /** Removes the item unless `allow` throws. False: no such item. */
  remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean>;
  /**
   * Changes every reference to the item into one to `into`, which also gets its external ids (see `movedIds`), marked as
   * edited. Removes the item, and records the merge with all of its ids, which `mergedInto` and imports follow from then on.
   * Both items are locked before `allow` runs. If `allow` throws, the error is passed on and nothing is stored. Undefined: one of the two does not exist.
   * @param allow gets the item to remove, and the number of items that refer to it
   */
  merge(
    id: number,
    into: number,
    allow: (current: Item<Draft>, referrers: number) => void,
  ): Promise<Merge<Draft> | undefined>;
}
