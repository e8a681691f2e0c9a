import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ImportStep } from '../../../core/import/import-report.js';
import type { ImportTransaction } from '../../../core/import/import-unit-of-work.js';
import type { BindRepositories } from '../../knex/knex-unit-of-work.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';

/** Records a step in its transaction. */
export type RecordStep = (trx: Knex, step: ImportStep) => Promise<void>;

/** The columns of an audit entry besides its action and details. `request_id` identifies the import. */
export interface ImportAudit {
  readonly request_id: string;
  readonly actor_id?: number | null;
  readonly service_account_id?: number | null;
  readonly key_id?: string | null;
  readonly subject_kind?: string;
  readonly subject_id?: string;
}

/**
 * The repositories of each transaction of one import.
 * @param audit identifies the audit entry: after a lost connection, it is unknown whether the first batch was committed
 */
export const importTransaction = (
  { request_id, ...others }: ImportAudit = { request_id: `import-${randomUUID()}` },
  record: RecordStep = async () => {},
): BindRepositories<ImportTransaction> => {
  const entry = { action: 'catalogue.imported', request_id };
  const writeAuditEntry = async (trx: Knex, details: object): Promise<void> => {
    const updated = await trx('audit').where(entry).update({ details });
    if (updated === 0) await trx('audit').insert({ ...entry, ...others, details });
  };
  return async (trx) => {
    // Other imports wait, also those of other kinds: both may create the same author.
    await trx.raw(
      `set local ${indexScansOnly}; select pg_advisory_xact_lock(hashtextextended('import of the catalogue', 0))`,
    );
    return {
      items: (plural) => new BulkTable(trx, plural),
      writeAuditEntry: (details) => writeAuditEntry(trx, details),
      recordStep: (step) => record(trx, step),
    };
  };
};
