import { formatNames } from '../adapters/import/files/file-format.js';
import { UploadSpool } from '../adapters/import/upload-spool.js';
import { KnexImportJobs } from '../adapters/knex/knex-import-jobs.js';
import { KnexImportQueue } from '../adapters/knex/knex-import-queue.js';
import { permissionTable, roles } from '../core/identity/permissions.js';
import { ManageImports } from '../core/import/manage-imports.js';
import { ImportRunner } from './import-runner.js';
import type { Infrastructure } from './infrastructure.js';
import type { UnitsOfWork } from './units-of-work.js';

export type ImportsModule = ReturnType<typeof importsModule>;

/** Imports over HTTP: the use cases, the uploaded files, and the runner. */
export function importsModule({
  settings,
  database,
  openSession,
  isPooled,
  installation,
  kinds,
  clock,
  log,
  tracer,
  unitOfWork,
  commits,
}: Pick<
  Infrastructure,
  'settings' | 'database' | 'openSession' | 'isPooled' | 'installation' | 'kinds' | 'clock' | 'log' | 'tracer'
> &
  Pick<UnitsOfWork, 'unitOfWork' | 'commits'>) {
  const writers = permissionTable({ publicReads: true })['catalogue:write'];
  const allowed = roles.filter((role) => writers.includes(role));
  const uploads = new UploadSpool(settings.IMPORT__DIR, installation, {
    maxBytes: settings.IMPORT__MAX_BYTES,
    quotaBytes: settings.IMPORT__QUOTA_BYTES,
  });
  const queue = new KnexImportQueue(database, allowed);
  const run = {
    queue,
    spool: uploads,
    openSession,
    isPooled,
    installation,
    kinds,
    commits,
    roles: allowed,
    log,
    tracer,
  };
  return {
    imports: new ManageImports(new KnexImportJobs(database), unitOfWork, clock),
    uploads,
    runner: new ImportRunner(run, uploads),
    vocabulary: {
      formats: formatNames,
      columns: Object.fromEntries(
        kinds.map((kind) => [kind.plural, Object.keys(kind.importable(kinds).columns)]),
      ),
    },
  };
}
