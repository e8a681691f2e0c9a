import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Author } from '../../../core/catalogue/author.js';
import type { ImportTransaction, ImportTransactions } from '../../../core/import/import-ports.js';
import { translated } from '../../knex/database-errors.js';
import { inTransaction } from '../../knex/table.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';

/** The transactions of one import, and its entry in the audit trail. */
export class KnexImport implements ImportTransactions {
  /** Identifies the audit entry: after a lost connection, it is unknown whether the first batch was committed. */
  readonly #requestId = `import-${randomUUID()}`;

  /** @param knex a pool, or a transaction in which all batches are run */
  constructor(private readonly knex: Knex) {}

  run<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    return translated(() =>
      inTransaction(this.knex, async (trx) => {
        // Another import waits, whatever its kind: both may create the same author.
        await trx.raw("select pg_advisory_xact_lock(hashtextextended('import of the catalogue', 0))");
        await trx.raw(`set local ${indexScansOnly}`);
        return work({
          authors: new BulkTable<Author>(trx, 'authors'),
          items: (plural) => new BulkTable(trx, plural),
          writeAuditEntry: (details) => this.#writeAuditEntry(trx, details),
        });
      }),
    );
  }

  async #writeAuditEntry(trx: Knex, details: object): Promise<void> {
    const entry = { action: 'catalogue.imported', request_id: this.#requestId };
    const updated = await trx('audit').where(entry).update({ details });
    if (updated === 0) await trx('audit').insert({ ...entry, details });
  }
}
