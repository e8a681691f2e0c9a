import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { InputError } from '../adapters/import/files/input-error.js';
import { importReport } from '../adapters/import/jobs/import-report.js';
import { failureOf, sourceOptions } from '../adapters/import/jobs/job-options.js';
import { recordStepOf } from '../adapters/import/jobs/record-step.js';
import { PlaceFile } from '../adapters/import/place-file.js';
import { importTransaction } from '../adapters/import/sql/import-transaction.js';
import { KnexDryRun } from '../adapters/import/sql/knex-dry-run.js';
import type { UploadSpool } from '../adapters/import/upload-spool.js';
import { KnexUnitOfWork } from '../adapters/knex/knex-unit-of-work.js';
import type { Role } from '../core/identity/permissions.js';
import type { CatalogueImport } from '../core/import/catalogue-import.js';
import type { FailureReason, ImportFailure } from '../core/import/import-job.js';
import { type ClaimedJob, type ImportJobQueue, RunStopped } from '../core/import/import-jobs.js';
import type { ImportUnitOfWork } from '../core/import/import-unit-of-work.js';
import { Rejections } from '../core/import/rejections.js';
import type { CommitListener } from '../core/shared/changes.js';
import { DomainError } from '../core/shared/errors.js';
import type { Log } from '../core/shared/log.js';
import type { Tracer } from '../core/shared/tracer.js';
import type { KindRow } from './catalogue-kinds.js';
import { catalogueImport, openUploadedSource } from './import.js';
import type { DatabaseSession } from './storage.js';

/** Milliseconds between two renewals of the lease, which also check whether the run must stop. */
const renewEvery = 1_000;
/** Rows of a batch: fewer than those of the command, since requests wait for the connection and the processor meanwhile. */
const batchRows = 500;

export interface ImportRunSettings {
  readonly queue: ImportJobQueue;
  readonly spool: Pick<UploadSpool, 'has' | 'pathOf'>;
  readonly openSession: () => DatabaseSession;
  /** Whether temporary tables cannot be used, so that a dry run only finds how the columns are read. */
  readonly isPooled: boolean;
  readonly installation: string;
  readonly kinds: readonly KindRow[];
  readonly commits: CommitListener;
  /** Roles that may change the catalogue. */
  readonly roles: readonly Role[];
  readonly log: Log;
  /** Records each batch; undefined: there are no traces. */
  readonly tracer?: Tracer | undefined;
}

/** How a run ended. postponed: the import can be claimed again. */
export type RunOutcome = 'ended' | 'postponed';

const fail = (reason: FailureReason, detail: string): ImportFailure => ({ reason, detail });

const fileLost = fail('file-lost', 'The file is gone, or not as it was uploaded.');

/** The failure that ends an import; undefined: the run is not over, or no longer this one's. */
const failureFor = (error: unknown, job: ClaimedJob, log: Log): ImportFailure | undefined => {
  if (error instanceof RunStopped)
    return error.reason === 'lease-lost'
      ? undefined
      : fail('permission-lost', 'The account that created the import may not change the catalogue any more.');
  if (error instanceof DomainError && error.code === 'unavailable') return undefined;
  if (error instanceof InputError) return failureOf(error, job.options);
  log.error('an import failed', { import: job.id, error });
  return fail('internal', 'An unexpected error occurred. The log has the details.');
};

/** Runs a claimed import, or its dry run. @param stopping the service stops: the run ends after the current batch */
export const runImport = async (
  job: ClaimedJob,
  settings: ImportRunSettings,
  stopping: AbortSignal,
): Promise<RunOutcome> => {
  const { queue, spool, log } = settings;
  const isDryRun = job.status === 'dry-run';
  const run = new AbortController();
  const session = settings.openSession();
  const rejections = new Rejections();
  const places = new PlaceFile();
  let source: Awaited<ReturnType<typeof openUploadedSource>> | undefined;
  let into: CatalogueImport | undefined;
  const progress = () => ({ read: source?.consumed() ?? 0, total: source?.totalBytes ?? 0 });
  const renewal = renewRegularly(() => queue.renew(job, progress()), run);
  const work = async (): Promise<ImportFailure | null> => {
    await queue.renew(job, progress());
    const file = job.file ?? '';
    if (!(await spool.has(file, job.bytes ?? 0))) return fileLost;
    source = await openUploadedSource(
      { path: spool.pathOf(file), name: job.name },
      sourceOptions(job.options),
      settings.kinds,
    );
    if (isDryRun && settings.isPooled) return null;
    into = await newJobImport(session.database, job, settings, { places, rejections });
    await source.importInto(into, session.database, AbortSignal.any([stopping, run.signal]));
    return null;
  };
  let failure: ImportFailure | null | undefined;
  try {
    failure = await work().catch(async (error) => {
      // The renewal knows why.
      const reason = run.signal.aborted ? run.signal.reason : error;
      if (!stopping.aborted && reason instanceof DomainError)
        log.warn('an import was interrupted', { import: job.id, error: reason });
      if (stopping.aborted) return undefined;
      const isLost = reason instanceof InputError && !(await spool.has(job.file ?? '', job.bytes ?? 0));
      return isLost ? fileLost : failureFor(reason, job, log);
    });
    if (failure === undefined) {
      await queue.release(job, stopping.aborted);
      return 'postponed';
    }
    // Counts are stored with the end only when every instance returns what they count.
    const counts = (await into?.confirmedCounts()) ?? job.counts;
    const report = source && importReport(source, into, rejections, counts);
    const status = failure !== null ? 'failed' : isDryRun ? 'ready' : 'done';
    // Before the end: a renewal after it would find no lease.
    await renewal.stop();
    await queue.end(job, { progress: progress(), status, failure, report: report ?? null });
    log.info('an import ended', { import: job.id, status, reason: failure?.reason });
    return 'ended';
  } finally {
    await renewal.stop();
    source?.close();
    places.close();
    await session.close();
  }
};

/** Renews a lease until `stop`, and aborts the run if it has lost its lease or its permission. */
const renewRegularly = (renew: () => Promise<void>, run: AbortController) => {
  const stopped = new AbortController();
  const renewing = (async () => {
    for (;;) {
      await sleep(renewEvery, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
      if (stopped.signal.aborted) return;
      // While the database is unavailable, the run itself waits for it.
      await renew().catch((error) => error instanceof RunStopped && run.abort(error));
    }
  })();
  return {
    stop: () => {
      stopped.abort();
      return renewing;
    },
  };
};

/** The import of a job, which continues after the rows that an earlier run has committed. */
const newJobImport = async (
  database: Knex,
  job: ClaimedJob,
  { installation, kinds, commits, roles, tracer }: ImportRunSettings,
  { places, rejections }: { readonly places: PlaceFile; readonly rejections: Rejections },
): Promise<CatalogueImport> => {
  const record = recordStepOf(job, roles);
  const { id, ownerId, serviceAccountId, keyId, options, counts } = job;
  const audit = {
    request_id: `import-job-${id}`,
    actor_id: ownerId,
    service_account_id: serviceAccountId,
    key_id: keyId,
    subject_kind: 'import',
    subject_id: String(id),
  };
  const unitOfWork =
    job.status === 'dry-run'
      ? await KnexDryRun.create(database, kinds, record)
      : new KnexUnitOfWork(database, importTransaction(audit, record), commits);
  return catalogueImport({
    unitOfWork: tracer === undefined ? unitOfWork : traced(unitOfWork, job, tracer),
    installation,
    places,
    source: { files: [job.name] },
    onRejected: (rows) => rejections.add(rows),
    isLenient: options.lenient ?? false,
    replacing: options.replace === 'all' ? 'all' : options.replace === 'empty' ? 'none' : undefined,
    batchRows,
    committed: job.status === 'dry-run' ? {} : counts,
  });
};

/** Records each batch as a trace of its own. */
const traced = (
  unitOfWork: ImportUnitOfWork,
  { id, status }: ClaimedJob,
  tracer: Tracer,
): ImportUnitOfWork => ({
  runStep: (work) => {
    const attributes = { 'import.id': id, 'import.status': status };
    return tracer.trace({ name: 'import batch', attributes }, () => unitOfWork.runStep(work));
  },
  waitForInvalidation: () => unitOfWork.waitForInvalidation(),
});
