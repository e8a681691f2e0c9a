import type { Knex } from 'knex';
import type { CatalogueSnapshot, CatalogueSnapshots } from '../../core/catalogue/catalogue-ports.js';
import { heavyRead } from './pool-shares.js';
import { Table } from './table.js';

/** What a transaction sees, whose statements all see what was committed when its first one began. */
const atOneMoment = { isolationLevel: 'repeatable read', readOnly: true } as const;

export class KnexCatalogueSnapshots implements CatalogueSnapshots {
  /** Settles when all who came before have had their turn. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly knex: Knex) {}

  take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>, signal: AbortSignal): Promise<T> {
    const taken = this.#turn.then(() => {
      signal.throwIfAborted();
      return this.#take(work);
    });
    this.#turn = taken.catch(() => {});
    return taken;
  }

  #take<T>(work: (snapshot: CatalogueSnapshot) => Promise<T>): Promise<T> {
    return heavyRead(this.knex, () =>
      this.knex.transaction(
        (trx) => work({ repository: (kind) => new Table(trx, kind.plural) }),
        atOneMoment,
      ),
    );
  }
}
