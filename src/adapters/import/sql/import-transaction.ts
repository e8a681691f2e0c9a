import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ImportTransaction } from '../../../core/import/import-unit-of-work.js';
import type { BindRepositories } from '../../knex/knex-unit-of-work.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';

/** The repositories of each transaction of one import. */
export const importTransaction = (): BindRepositories<ImportTransaction> => {
  // Identifies the audit entry: after a lost connection, it is unknown whether the first batch was committed.
  const entry = { action: 'catalogue.imported', request_id: `import-${randomUUID()}` };
  const writeAuditEntry = async (trx: Knex, details: object): Promise<void> => {
    const updated = await trx('audit').where(entry).update({ details });
    if (updated === 0) await trx('audit').insert({ ...entry, details });
  };
  return async (trx) => {
    // Other imports wait, also those of other kinds: both may create the same author.
    await trx.raw(
      `set local ${indexScansOnly}; select pg_advisory_xact_lock(hashtextextended('import of the catalogue', 0))`,
    );
    return {
      items: (plural) => new BulkTable(trx, plural),
      writeAuditEntry: (details) => writeAuditEntry(trx, details),
    };
  };
};
