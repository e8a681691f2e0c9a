import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { IdempotentRequest, IdempotentResult } from '../shared/idempotency.js';
import type { ListQuery, Page } from '../shared/page.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { ImportAuditAction } from './audit-actions.js';
import {
  canceled,
  type ImportJob,
  type ImportJobFields,
  type ImportJobOptions,
  newImportJob,
  requireAcceptsFile,
  started,
  type UploadedFile,
  withFile,
} from './import-job.js';
import { type ImportJobReader, importRestarted } from './import-jobs.js';

/** The request for a new import. */
export interface ImportRequest {
  readonly name: string;
  readonly options?: ImportJobOptions;
}

const noSuchImport = (id: number): never => {
  throw new DomainError('not-found', `There is no import ${id}.`);
};

/** A key of a user acts as that user. */
const requireOwner = (job: ImportJob, { actorId, serviceAccountId = null }: Initiator): void => {
  if (job.ownerId !== null && job.ownerId === actorId) return;
  if (job.serviceAccountId !== null && job.serviceAccountId === serviceAccountId) return;
  throw new DomainError(
    'forbidden',
    'Only the account that created this import can upload its file and start it.',
  );
};

/**
 * The imports over HTTP. Accounts that may change the catalogue see and cancel all of them; only the owner uploads the file
 * and starts the import. Counts are returned once no instance serves older data.
 */
export class ManageImports {
  constructor(
    private readonly jobs: ImportJobReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `idempotency-key-in-use`, `idempotency-key-reused` */
  async create(
    { name, options = {} }: ImportRequest,
    request: IdempotentRequest | undefined,
    by: Initiator,
  ): Promise<IdempotentResult<ImportJob>> {
    return this.unitOfWork.run(async ({ importJobs, idempotency, audit }) => {
      const add = async () => {
        const job = await importJobs.add(newImportJob(name, options, by));
        await audit.record({ action: 'import.created', subject: { kind: 'import', id: job.id } }, by);
        return job;
      };
      return request === undefined
        ? { result: await add(), isReplay: false }
        : idempotency.runOnce(request, add);
    });
  }

  /** @throws DomainError `not-found` */
  async get(id: number): Promise<ImportJob> {
    const job = (await this.jobs.find(id)) ?? noSuchImport(id);
    await this.#waitFor([job]);
    return job;
  }

  async list(page: ListQuery): Promise<Page<ImportJob>> {
    const found = await this.jobs.list(page);
    await this.#waitFor(found.items);
    return found;
  }

  /**
   * The text of the rejected rows of one file of an import, in pieces.
   * @param file its index in `rejected.files`
   * @throws `importRestarted` at the end, if another run began meanwhile
   */
  async *rejectedText({ id, rejected }: ImportJob, file: number): AsyncGenerator<Uint8Array> {
    const { rows = 0, after = '' } = rejected.files[file] ?? {};
    yield* this.jobs.rejectedText(id, file);
    const now = await this.jobs.find(id);
    if ((now?.rejected.files[file]?.rows ?? 0) < rows) throw importRestarted();
    yield new TextEncoder().encode(after);
  }

  /**
   * Throws what `attach` would throw, before the file is read.
   * @throws DomainError `not-found`, `forbidden`, `precondition-failed`, `import-status`
   */
  async requireUploadable(id: number, expected: ExpectedVersions, by: Initiator): Promise<void> {
    const job = (await this.jobs.find(id)) ?? noSuchImport(id);
    requireOwner(job, by);
    requireVersion(job, expected);
    requireAcceptsFile(job);
  }

  /**
   * Gives the import its file, or another one, and requests a dry run. Returns the file that was replaced, too.
   * @throws as `requireUploadable`
   */
  async attach(
    id: number,
    file: UploadedFile,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<{ readonly job: ImportJob; readonly replaced: string | null }> {
    let replaced: string | null = null;
    const next = (job: ImportJob) => {
      requireOwner(job, by);
      replaced = job.file;
      return withFile(job, file, this.clock.now());
    };
    return { job: await this.#change(id, next, expected, 'import.uploaded', by), replaced };
  }

  /** @throws DomainError `not-found`, `forbidden`, `precondition-failed`, `import-status` */
  start(id: number, expected: ExpectedVersions, by: Initiator): Promise<ImportJob> {
    const next = (job: ImportJob) => {
      requireOwner(job, by);
      return started(job);
    };
    return this.#change(id, next, expected, 'import.started', by);
  }

  /** What was committed stays. @throws DomainError `not-found`, `precondition-failed`, `import-status` */
  async cancel(id: number, expected: ExpectedVersions, by: Initiator): Promise<void> {
    await this.#waitFor([await this.#change(id, canceled, expected, 'import.canceled', by)]);
  }

  #change(
    id: number,
    next: (job: ImportJob) => ImportJobFields,
    expected: ExpectedVersions,
    action: ImportAuditAction,
    by: Initiator,
  ): Promise<ImportJob> {
    return this.unitOfWork.run(async ({ importJobs, audit }) => {
      let isRepeated = false;
      const job = await importJobs.change(id, (current) => {
        requireVersion(current, expected);
        isRepeated = current.status === 'canceled';
        return next(current);
      });
      if (job === undefined) return noSuchImport(id);
      // A new file, and a start, begin another run.
      if (action !== 'import.canceled') await importJobs.removeRejectedText(id);
      if (!isRepeated) await audit.record({ action, subject: { kind: 'import', id } }, by);
      return job;
    });
  }

  /** Waits until every instance has received what the counts report. */
  async #waitFor(jobs: readonly ImportJob[]): Promise<void> {
    if (jobs.some(({ counts }) => Object.keys(counts).length > 0))
      await this.unitOfWork.waitForInvalidation();
  }
}
