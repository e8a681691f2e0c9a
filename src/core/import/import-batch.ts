import type { Keys } from '../catalogue/keys.js';
import { BatchAuthors } from './batch-authors.js';
import { BatchItems } from './batch-items.js';
import type { EarlyValidation } from './early-validation.js';
import type {
  ImportedItem,
  ImportedKind,
  ImportedPlaces,
  ImportTransaction,
  ReadRow,
  RefusedRow,
} from './import-ports.js';
import { keysOf } from './key-index.js';

export interface BatchResult {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
  /** Number of authors created because a title names them. */
  readonly authors: number;
  readonly imported: readonly ImportedItem[];
}

/** What the batches of an import share. */
export interface BatchContext<Draft extends Keys> {
  /** Exports of this installation use `<installation>/<id>` as the sourceId of an item without keys. */
  readonly installation: string;
  readonly early: EarlyValidation<Draft>;
  /** Of the rows that were imported before. */
  readonly places: ImportedPlaces;
}

/**
 * Imports rows of one kind: creates items that do not exist, and changes those that differ from their row. A row is
 * matched with an item by imdbId, else by sourceId. A second row about an item is refused, unless the item already has
 * all of its values.
 */
export const importBatch = async <Draft extends Keys>(
  imported: ImportedKind<Draft>,
  rows: readonly ReadRow[],
  transaction: ImportTransaction,
  { installation, early, places }: BatchContext<Draft>,
): Promise<BatchResult> => {
  const { kind, validAuthor } = imported;
  const repository = transaction.items<Draft>(kind.plural);
  const stored = await repository.findByKeys(
    keysOf(
      rows.map(({ fields }) => fields),
      installation,
    ),
  );
  const authors =
    validAuthor && (await BatchAuthors.find(rows, transaction.authors, validAuthor, installation));
  const importedBefore = places.of(
    kind.plural,
    stored.map(({ id }) => id),
  );
  const items = new BatchItems(imported, stored, authors, early, installation, importedBefore);
  for (const row of rows) items.merge(row);

  const { differing, refused } = items;
  const createdAuthors = (await authors?.createFor(differing)) ?? 0;
  const created = differing.filter(({ stored }) => stored === undefined);
  const changed = differing.flatMap(({ stored, draft }) => (stored ? { ...stored, ...draft } : []));
  // Changes first: a new item may have a key that a changed item gives up.
  await repository.changeAll(changed);
  const ids = await repository.addAll(created.map(({ draft }) => draft));
  return {
    created: created.length,
    changed: changed.length,
    unchanged: rows.length - refused.length - differing.length,
    refused,
    authors: createdAuthors,
    imported: [
      ...items.importedIntoStored,
      ...created.map(({ place }, i) => ({ id: ids[i] as number, place: place as ImportedItem['place'] })),
    ],
  };
};
