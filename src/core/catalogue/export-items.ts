import type { ListQuery, Position } from '../shared/page.js';
import { author } from './author.js';
import { withAuthors } from './authorship.js';
import type { CatalogueSnapshot, CatalogueSnapshots } from './catalogue-ports.js';
import { exportedItem, exportedTitle } from './exported.js';
import type { Keys } from './keys.js';
import type { Item, Kind } from './kind.js';
import type { Title } from './title.js';

/** What files tell of an item: its fields by name. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** Takes rows, in their order; what it throws ends the export. */
export type WriteRows = (rows: readonly ExportedRow[]) => Promise<void>;

/** The export of one kind. */
export interface ExportItems {
  /**
   * Hands over all items of the list, as they are at one moment, in pages of `query.limit`. It reads at the database's speed, and `write` must
   * keep up: nobody is to be waited for in it. Without any items it is called once all the same, with none.
   *
   * @param signal when nobody wants the rest any more: it ends with the page that is being read
   * @throws DomainError `unavailable` when the database cannot be reached
   */
  run(query: ListQuery, write: WriteRows, signal: AbortSignal): Promise<void>;
}

/** Where exports come from. */
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

/** Of titles the rows tell who their authors are, too. */
export const exportTitles = <Draft extends Title>(
  kind: Kind<Draft>,
  { snapshots, installation }: ExportSource,
): ExportItems =>
  exportOf(kind, snapshots, async (items, snapshot) => {
    const titles = await withAuthors(items, snapshot.repository(author));
    return titles.map((title) => exportedTitle(title, installation));
  });
