import { type AnyKeys, hasImdbId, type Keys } from '../catalogue/keys.js';
import { BatchItems } from './batch-items.js';
import { BatchReferences } from './batch-references.js';
import type { EarlyValidation } from './early-validation.js';
import type { ReadRow, RejectedRow } from './import-row.js';
import type { ImportTransaction } from './import-unit-of-work.js';
import type { ImportedKind } from './imported-kind.js';
import type { ImportedItem, ImportedPlaces } from './imported-places.js';
import { keysOf } from './key-index.js';

/** The numbers of rows by result, and what later batches need. */
export interface BatchResult {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly RejectedRow[];
  /** Number of authors created because a title names them. */
  readonly authors: number;
  /** The items that were imported, changed or not, each with its row. */
  readonly imported: readonly ImportedItem[];
}

/** What the batches of an import share. */
export interface BatchContext<Draft extends Keys> {
  /** Exports of this installation use `<installation>/<id>` as the sourceId of an item without keys. */
  readonly installation: string;
  readonly early: EarlyValidation<Draft>;
  /** The rows that items were imported from in earlier batches. */
  readonly places: ImportedPlaces;
}

/**
 * Imports rows of one kind: creates items that do not exist, and changes those that differ from their row. A row is
 * matched with an item by imdbId, else by sourceId. A second row about an item is rejected, unless the item already has
 * all of its values.
 */
export const importBatch = async <Draft extends Keys>(
  imported: ImportedKind<Draft>,
  rows: readonly ReadRow[],
  transaction: ImportTransaction,
  { installation, early, places }: BatchContext<Draft>,
): Promise<BatchResult> => {
  const { kind } = imported;
  const repository = transaction.items<Draft>(kind.plural);
  const keys = keysOf(
    rows.map(({ fields }) => fields),
    installation,
  );
  const stored = await repository.findByKeys(hasImdbId(kind) ? keys : { ...keys, imdbIds: [] });
  const merged = await repository.findMerged(keys);
  const references: BatchReferences[] = [];
  for (const reference of imported.references) {
    const targets = transaction.items<AnyKeys>(reference.to.plural);
    references.push(await BatchReferences.find(rows, reference, targets, installation));
  }
  const importedBefore = places.of(
    kind.plural,
    stored.map(({ id }) => id),
  );
  const items = new BatchItems(imported, stored, merged, references, early, installation, importedBefore);
  for (const row of rows) items.merge(row);

  const { differing, rejected } = items;
  let createdTargets = 0;
  for (const [i, reference] of references.entries())
    createdTargets += await reference.createFor(
      differing.map(({ newItems, draft }) => ({ to: newItems[i], draft })),
    );
  const created = differing.filter(({ stored }) => stored === undefined);
  const changed = differing.flatMap(({ stored, draft }) => (stored ? { ...stored, ...draft } : []));
  // Changes first: a new item may have a key that a changed item no longer has.
  await repository.changeAll(changed);
  const ids = await repository.addAll(created.map(({ draft }) => draft));
  return {
    created: created.length,
    changed: changed.length,
    unchanged: rows.length - rejected.length - differing.length,
    rejected,
    authors: createdTargets,
    imported: [
      ...items.importedIntoStored,
      ...created.map(({ place }, i) => ({ id: ids[i] as number, place: place as ImportedItem['place'] })),
    ],
  };
};
