import type { EditedItem } from '../catalogue/edits.js';
import type { NewItem } from './batch-references.js';
import type { Place } from './import-row.js';

/** An item of a batch. */
export interface Entry<Draft extends object> {
  readonly stored: EditedItem<Draft> | undefined;
  /** The values to store. */
  draft: Draft;
  /** For each reference of `draft`, the item that it refers to, if that is new. */
  newItems: readonly (NewItem | undefined)[];
  /** The row of this import that the item was imported from. */
  place: Place | undefined;
}
