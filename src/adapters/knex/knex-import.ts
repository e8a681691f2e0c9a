import type { Knex } from 'knex';
import type { ImportTransaction, ImportTransactions } from '../../core/catalogue/import-ports.js';
import { BulkAuthorTable, BulkTable } from './bulk-table.js';
import { translated } from './database-errors.js';
import { inTransaction } from './table.js';

/** The transactions of one import, and its entry in the audit trail. */
export class KnexImport implements ImportTransactions {
  #entry: string | undefined;

  /** @param knex where it is a transaction, that one is what everything happens in */
  constructor(private readonly knex: Knex) {}

  async run<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    let entry = this.#entry;
    const result = await translated(() =>
      inTransaction(this.knex, async (trx) => {
        // Another import, of whichever kind, waits: titles may make authors, and each but once.
        await trx.raw("select pg_advisory_xact_lock(hashtextextended('import of the catalogue', 0))");
        return work({
          authors: new BulkAuthorTable(trx),
          items: (plural) => new BulkTable(trx, plural),
          tell: async (details) => {
            entry = await tell(trx, entry, details);
          },
        });
      }),
    );
    this.#entry = entry;
    return result;
  }
}

/** Answers the id of the entry. */
const tell = async (trx: Knex, id: string | undefined, details: object): Promise<string> => {
  if (id !== undefined) {
    await trx('audit').where({ id }).update({ details });
    return id;
  }
  const [entry] = await trx('audit').insert({ action: 'catalogue.imported', details }).returning('id');
  return entry.id;
};
