import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ImportTransaction, ImportTransactions } from '../../../core/import/import-ports.js';
import { translated } from '../../knex/database-errors.js';
import { inTransaction } from '../../knex/table.js';
import { BulkAuthorTable, BulkTable, indexScansOnly } from './bulk-table.js';

/** The transactions of one import, and its entry in the audit trail. */
export class KnexImport implements ImportTransactions {
  /** The entry goes by it: whether it is there already is not always heard. */
  readonly #requestId = `import-${randomUUID()}`;

  /** @param knex where it is a transaction, that one is what everything happens in */
  constructor(private readonly knex: Knex) {}

  run<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    return translated(() =>
      inTransaction(this.knex, async (trx) => {
        // Another import, of whichever kind, waits: titles may make authors, and each but once.
        await trx.raw("select pg_advisory_xact_lock(hashtextextended('import of the catalogue', 0))");
        await trx.raw(`set local ${indexScansOnly}`);
        return work({
          authors: new BulkAuthorTable(trx),
          items: (plural) => new BulkTable(trx, plural),
          tell: (details) => this.#tell(trx, details),
        });
      }),
    );
  }

  async #tell(trx: Knex, details: object): Promise<void> {
    const entry = { action: 'catalogue.imported', request_id: this.#requestId };
    const told = await trx('audit').where(entry).update({ details });
    if (told === 0) await trx('audit').insert({ ...entry, details });
  }
}
