import type { Place } from './import-row.js';

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
