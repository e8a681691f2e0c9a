import type { ListQuery, Position } from '../shared/page.js';
import type { CatalogueSnapshots } from './catalogue-snapshots.js';
import { exportedItem, type ResolvedReference } from './exported.js';
import type { Keys } from './keys.js';
import type { Item, Kind } from './kind.js';
import { withReferenced } from './references.js';

/** An item of an exported file: its fields by name. */
export type ExportedRow = Readonly<Record<string, unknown>>;

/** Receives rows in their order; an error that it throws ends the export. */
export type WriteRows = (rows: readonly ExportedRow[]) => Promise<void>;

/** The export of one kind. */
export interface ExportItems {
  /**
   * Passes all items of the list to `write`, from one snapshot, in pages of `query.limit`. The snapshot uses a
   * connection, so `write` must not wait for a client. For an empty list, it is called once, without rows.
   *
   * @param signal aborts the export after the current page
   * @throws DomainError `unavailable` if the database cannot be reached
   */
  run(query: ListQuery, write: WriteRows, signal: AbortSignal): Promise<void>;
}

/** The source of exports. */
export interface ExportSource {
  readonly snapshots: CatalogueSnapshots;
  /** The id of this installation, a UUID. */
  readonly installation: string;
}

/** The export of one kind. @param references each row identifies the items that these refer to */
export const exportItems = <Draft extends Keys>(
  kind: Kind<Draft>,
  references: readonly ResolvedReference[],
  { snapshots, installation }: ExportSource,
): ExportItems => ({
  run: (query, write, signal) =>
    snapshots.take(async (snapshot) => {
      const list = snapshot.repository(kind);
      let after: Position | undefined;
      do {
        signal.throwIfAborted();
        const { items, next } = await list.list({ ...query, after });
        let whole: readonly Item<Draft>[] = items;
        for (const { reference, to } of references)
          whole = await withReferenced(whole, reference, snapshot.repository(to));
        await write(whole.map((item) => exportedItem(item, references, installation)));
        after = next ?? undefined;
      } while (after !== undefined);
    }, signal),
});
