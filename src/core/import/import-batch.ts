import { type EditedItem, type Edits, editedFields } from '../catalogue/edits.js';
import { type AnyKeys, hasImdbId, type Keys } from '../catalogue/keys.js';
import { BatchItems, type MergeSettings } from './batch-items.js';
import { BatchReferences } from './batch-references.js';
import type { ReadRow, RejectedRow } from './import-row.js';
import type { ImportTransaction } from './import-unit-of-work.js';
import type { ImportedKind } from './imported-kind.js';
import type { ImportedItem, ImportedPlaces } from './imported-places.js';
import type { Replacing } from './kept-fields.js';
import { keysOf } from './key-index.js';
import type { LeftOutValue } from './left-out.js';
import { without } from './row-fields.js';

/** The numbers of rows by result, and what later batches need. */
export interface BatchResult {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly rejected: readonly RejectedRow[];
  /** Number of authors created because a title names them. */
  readonly authors: number;
  /** Unreadable values that were left out of rows. */
  readonly leftOut: readonly LeftOutValue[];
  /** Values of rows that did not replace those edited by hand. */
  readonly kept: readonly LeftOutValue[];
  /** The items that were imported, changed or not, each with its row. */
  readonly imported: readonly ImportedItem[];
}

/** What the batches of an import share. */
export interface BatchContext<Draft extends Keys> extends MergeSettings<Draft> {
  /** The rows that items were imported from in earlier batches. */
  readonly places: ImportedPlaces;
  /** Called when the database begins to write. */
  readonly onWriting?: (() => void) | undefined;
  /** Whether an earlier run has imported these rows: then nothing is written, and the counts of the result are 0. */
  readonly isReplay?: boolean;
}

/**
 * The edits of a changed item. With `--overwrite`, replaced fields no longer count as edited. Otherwise they still do: only
 * values that this installation exported can replace them.
 */
const editsAfter = (
  { edits, ...item }: EditedItem<object>,
  draft: object,
  replacing: Replacing | undefined,
) => (replacing === 'all' ? (without(edits, editedFields(draft, item)) as Edits) : edits);

/**
 * Imports rows of one kind: creates items that do not exist, and changes those that differ from their row. A row is
 * matched with an item by imdbId, else by sourceId, else by any external id. A second row about an item is rejected,
 * unless the item already has all of its values.
 */
export const importBatch = async <Draft extends Keys>(
  imported: ImportedKind<Draft>,
  rows: readonly ReadRow[],
  transaction: ImportTransaction,
  { places, onWriting, isReplay = false, ...settings }: BatchContext<Draft>,
): Promise<BatchResult> => {
  const { kind } = imported;
  const { installation } = settings;
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
  const items = new BatchItems(imported, stored, merged, references, settings, importedBefore);
  for (const row of rows) items.merge(row);

  const { differing, rejected, leftOut, kept } = items;
  if (isReplay) {
    const imported = items.importedIntoStored;
    return { created: 0, changed: 0, unchanged: 0, rejected, authors: 0, leftOut, kept, imported };
  }
  let createdTargets = 0;
  for (const [i, reference] of references.entries())
    createdTargets += await reference.createFor(
      differing.map(({ newItems, draft }) => ({ to: newItems[i], draft })),
    );
  const created = differing.filter(({ stored }) => stored === undefined);
  const changed = differing.flatMap(({ stored, draft }) =>
    stored ? { ...stored, ...draft, edits: editsAfter(stored, draft, settings.replacing) } : [],
  );
  // Changes first: a new item may have a key that a changed item no longer has.
  await repository.changeAll(changed);
  const adding = repository.addAll(created.map(({ draft }) => draft));
  onWriting?.();
  const ids = await adding;
  return {
    created: created.length,
    changed: changed.length,
    unchanged: rows.length - rejected.length - differing.length,
    rejected,
    leftOut,
    kept,
    authors: createdTargets,
    imported: [
      ...items.importedIntoStored,
      ...created.map(({ place }, i) => ({ id: ids[i] as number, place: place as ImportedItem['place'] })),
    ],
  };
};
