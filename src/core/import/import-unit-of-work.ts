import type { Keys } from '../catalogue/keys.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { BulkRepository } from './bulk-repository.js';
import type { ImportStep } from './import-report.js';

/** The repositories of one transaction. */
export interface ImportTransaction {
  /** @param plural of the kind of `Draft` */
  items<Draft extends Keys>(plural: string): BulkRepository<Draft>;
  /** Writes the import's audit entry, or replaces it: an import has one entry, whatever the number of transactions. */
  writeAuditEntry(details: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Called last in each transaction that writes rows.
   * @throws RunStopped if the import may not commit it
   */
  recordStep(step: ImportStep): Promise<void>;
}

/** The units of work of one import: a step per batch. Steps of two imports never run at the same time. */
export type ImportUnitOfWork = Pick<UnitOfWork<ImportTransaction>, 'runStep' | 'waitForInvalidation'>;
