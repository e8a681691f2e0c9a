import type { CatalogueReader } from './catalogue-reader.js';
import type { AnyKind, Kind } from './kind.js';

/** The catalogue at one point in time. */
export interface CatalogueSnapshot {
  /** Reads the items of a kind. */
  repository<Draft extends object>(
    kind: Kind<Draft> | AnyKind,
  ): Pick<CatalogueReader<Draft>, 'list' | 'findAll'>;
}

/** Takes snapshots. */
export interface CatalogueSnapshots {
  /**
   * Runs `work` on a snapshot of the catalogue, which concurrent writes do not change. Each snapshot occupies a database
   * connection, so only one runs at a time and the others queue. `work` must not wait for a client.
   *
   * @param signal if it is aborted before the snapshot is taken, `work` does not run
   * @throws DomainError `unavailable` if the database cannot be reached; the reason of `signal`; what `work` throws
   */
  take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>, signal: AbortSignal): Promise<T>;
}
