import type { Entry } from './batch-entry.js';
import type { MergedItem } from './bulk-repository.js';
import type { ReadRow } from './import-row.js';
import { isExportOf } from './kept-fields.js';
import { KeyIndex, keyText } from './key-index.js';
import { type Owned, ownersOf } from './row-owners.js';

/** The items that had a key of a batch's rows, and were merged into others. */
export class MergedItems {
  readonly #byKeys: KeyIndex<MergedItem>;

  constructor(merged: readonly MergedItem[], installation: string) {
    this.#byKeys = new KeyIndex(installation);
    for (const item of merged) this.#byKeys.put(item, item);
  }

  /**
   * Whether a row is about an item that was merged into another one, which may have its keys since. The row is then ignored:
   * the item that stays keeps its values. A row is about the item that stays if this installation exported that item, or if
   * the row has a key that the item has from elsewhere. A key that any other item has by now is that item's.
   * @param owners the stored items that have keys of the row
   */
  isAbout({ fields }: ReadRow, owners: readonly Owned<Entry<object>>[]): boolean {
    const keys = ownersOf(this.#byKeys, fields);
    const [first] = keys;
    if (first === undefined) return false;
    const { imdbId, into } = first.owner;
    // It is about an item that only shares a weaker key.
    if (first.field !== 'imdbId' && keyText(fields.imdbId) !== undefined && imdbId !== null) return false;
    return owners.every(({ field, owner: { stored } }) => {
      const isFromMerge = keys.some((key) => key.field === field && key.owner.into === stored?.id);
      return stored?.id === into && isFromMerge && !isExportOf(fields, stored);
    });
  }
}
