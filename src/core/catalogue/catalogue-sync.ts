import type { Position } from '../shared/page.js';
import type { AnyKind, Item, Kind } from './kind.js';

/** An item that no longer exists. */
export interface RemovedItem {
  readonly id: number;
  /** The item that it was merged into, if it was. */
  readonly mergedInto: number | null;
}

/** Changes of one kind after a position. Each item has its current state. */
export interface SyncPage<Draft extends object> {
  readonly items: readonly Item<Draft>[];
  readonly removed: readonly RemovedItem[];
  /** Where the next page begins, or the next sync if `hasMore` is false. Opaque, and never empty. */
  readonly next: Position;
  readonly hasMore: boolean;
}

/** Seconds for which a position is valid, and removed items are known. */
export const syncRetention = 30 * 86_400;

/**
 * What was created, changed or removed since an earlier read. Positions contain a snapshot of the database and not a time:
 * a change can be returned twice, but is never missed, however long its transaction was open.
 */
export interface CatalogueSync {
  /**
   * @param after a position that an earlier page returned. Undefined: all items
   * @throws DomainError `sync-token-expired` if the position is too old, or of another database or timeline
   */
  changes<Draft extends object>(
    kind: Kind<Draft> | AnyKind,
    after: Position | undefined,
    limit: number,
  ): Promise<SyncPage<Draft>>;
}
