import { type AnyKeys, hasImdbId, type Keys } from '../catalogue/keys.js';
import { MergedRows } from './batch-items.js';
import { ReferencesOfBatch } from './batch-references.js';
import type { Ahead } from './import-ahead.js';
import type {
  BulkRepository,
  ImportedKind,
  ImportedPlaces,
  ImportTransaction,
  Place,
  ReadRow,
  RefusedRow,
} from './import-ports.js';
import { keysOf } from './key-index.js';

/** What became of rows. */
export interface Outcome {
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedRow[];
  /** Authors that were created because a title named them. */
  readonly authors: number;
  /** The items that these rows were about, and the row of each. */
  readonly taken: readonly { readonly id: number; readonly place: Place }[];
}

/**
 * Imports some rows of one kind: creates the items that do not exist, and changes those that differ from their row. A row
 * is matched with an item by its imdbId, else by its sourceId. A second row about an item is refused, unless the item
 * already has all of its values.
 * @param installation whose own exports say `<installation>/<id>` for the sourceId of an item that has no key
 * @param ahead what has been looked at already
 * @param places of the rows that were imported before
 */
export const importBatch = async <Draft extends Keys>(
  imported: ImportedKind<Draft>,
  rows: readonly ReadRow[],
  transaction: ImportTransaction,
  installation: string,
  ahead: Ahead<Draft>,
  places: ImportedPlaces,
): Promise<Outcome> => {
  const { kind } = imported;
  const items: BulkRepository<Draft> = transaction.items(kind.plural);
  const told = rows.map(({ fields }) => fields);
  const keys = keysOf(told, installation);
  const stored = await items.known(hasImdbId(kind) ? keys : { ...keys, imdbIds: [] });
  const references: ReferencesOfBatch[] = [];
  for (const reference of imported.references) {
    const targets = transaction.items<AnyKeys>(reference.to.plural);
    references.push(await ReferencesOfBatch.find(rows, reference, targets, installation));
  }
  const before = places.of(
    kind.plural,
    stored.map(({ id }) => id),
  );
  const batch = new MergedRows(imported, stored, references, ahead, installation, before);
  for (const row of rows) batch.take(row);
  const { news, refused } = batch;
  let named = 0;
  for (const [i, reference] of references.entries())
    named += await reference.add(news.map(({ created, draft }) => ({ to: created[i], draft })));
  const created = news.filter(({ stored }) => stored === undefined);
  const changed = news.flatMap(({ stored, draft }) => (stored === undefined ? [] : { ...stored, ...draft }));
  // In this order: a new item may have a key that an older one gives away.
  await items.changeAll(changed);
  const ids = await items.addAll(created.map(({ draft }) => draft));
  const added = created.map(({ place }, i) => ({ id: ids[i] as number, place: place as Place }));
  const unchanged = rows.length - refused.length - news.length;
  return {
    created: created.length,
    changed: changed.length,
    unchanged,
    refused,
    authors: named,
    taken: [...batch.taken, ...added],
  };
};
