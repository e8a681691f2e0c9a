import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ImportTransaction } from '../../../core/import/import-ports.js';
import type { BindRepositories } from '../../knex/knex-unit-of-work.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';

/** The repositories of each transaction of one import. */
export const importTransaction = (): BindRepositories<ImportTransaction> => {
  // The import's one entry in the audit trail is found by it: a lost connection leaves open whether it was written.
  const entry = { action: 'catalogue.imported', request_id: `import-${randomUUID()}` };
  const tell = async (trx: Knex, details: object): Promise<void> => {
    const updated = await trx('audit').where(entry).update({ details });
    if (updated === 0) await trx('audit').insert({ ...entry, details });
  };
  return async (trx) => {
    // Another import, of whichever kind, waits: titles may create authors, and each only once.
    await trx.raw("select pg_advisory_xact_lock(hashtextextended('import of the catalogue', 0))");
    await trx.raw(`set local ${indexScansOnly}`);
    return {
      items: (plural) => new BulkTable(trx, plural),
      tell: (details) => tell(trx, details),
    };
  };
};
