import type { Knex } from 'knex';
import type { CatalogueSnapshot, CatalogueSnapshots } from '../../core/catalogue/catalogue-snapshots.js';
import { catalogueTable } from './catalogue-table.js';
import { heavyRead } from './pool-shares.js';

/** All statements of the transaction see the data as of its first statement. */
const snapshotTransaction = { isolationLevel: 'repeatable read', readOnly: true } as const;

/** Consistent reads of the whole catalogue, one at a time. */
export class KnexCatalogueSnapshots implements CatalogueSnapshots {
  /** Settles when all earlier calls have finished. */
  #previous: Promise<unknown> = Promise.resolve();

  constructor(private readonly knex: Knex) {}

  take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>, signal: AbortSignal): Promise<T> {
    const taken = this.#previous.then(() => {
      signal.throwIfAborted();
      return this.#take(work);
    });
    this.#previous = taken.catch(() => {});
    return taken;
  }

  #take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>): Promise<T> {
    return heavyRead(this.knex, () =>
      this.knex.transaction(
        (trx) => work({ repository: (kind) => catalogueTable(trx, kind.plural) }),
        snapshotTransaction,
      ),
    );
  }
}
