import type { ListQuery, Position } from '../shared/page.js';
import { author } from './author.js';
import { withAuthors } from './authorship.js';
import type { CatalogueSnapshot, CatalogueSnapshots } from './catalogue-ports.js';
import { exportedItem, exportedTitle } from './exported.js';
import type { Keys } from './keys.js';
import type { Item, Kind } from './kind.js';
import type { Title } from './title.js';

/** The fields of an item in a file. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** Writes rows in this order. An error ends the export. */
export type WriteRows = (rows: readonly ExportedRow[]) => Promise<void>;

/** The export of one kind. */
export interface ExportItems {
  /**
   * Writes all items of a list, from one snapshot, in pages of `query.limit`. `write` must not wait for a client: the
   * snapshot holds a database connection. Without any items, `write` is called once, without rows.
   *
   * @param signal ends the export after the current page
   * @throws DomainError `unavailable` if the database cannot be reached
   */
  run(query: ListQuery, write: WriteRows, signal: AbortSignal): Promise<void>;
}

export interface ExportSource {
  readonly snapshots: CatalogueSnapshots;
  /** The id of this installation, a UUID. */
  readonly installation: string;
}

const exportOf = <Draft extends Keys>(
  kind: Kind<Draft>,
  snapshots: CatalogueSnapshots,
  rowsOf: (items: readonly Item<Draft>[], snapshot: CatalogueSnapshot) => Promise<readonly object[]>,
): ExportItems => ({
  run: (query, write, signal) =>
    snapshots.take(async (snapshot) => {
      const list = snapshot.repository(kind);
      let after: Position | undefined;
      do {
        signal.throwIfAborted();
        const { items, next } = await list.list({ ...query, after });
        await write((await rowsOf(items, snapshot)) as readonly ExportedRow[]);
        after = next ?? undefined;
      } while (after !== undefined);
    }, signal),
});

export const exportItems = <Draft extends Keys>(
  kind: Kind<Draft>,
  { snapshots, installation }: ExportSource,
): ExportItems =>
  exportOf(kind, snapshots, async (items) => items.map((item) => exportedItem(item, installation)));

/** Rows of titles have the fields of their authors too. */
export const exportTitles = <Draft extends Title>(
  kind: Kind<Draft>,
  { snapshots, installation }: ExportSource,
): ExportItems =>
  exportOf(kind, snapshots, async (items, snapshot) => {
    const titles = await withAuthors(items, snapshot.repository(author));
    return titles.map((title) => exportedTitle(title, installation));
  });
