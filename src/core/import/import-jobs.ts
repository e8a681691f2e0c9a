import { DomainError } from '../shared/errors.js';
import type { ListQuery, Page } from '../shared/page.js';
import type { FailureReason, ImportFailure, ImportJob, ImportJobFields } from './import-job.js';
import type { ImportReport } from './import-report.js';

/** The imports over HTTP, for reading. All methods throw DomainError `unavailable` if the database cannot be reached. */
export interface ImportJobReader {
  find(id: number): Promise<ImportJob | undefined>;
  /** @param page along one of `importPaths` */
  list(page: ListQuery): Promise<Page<ImportJob>>;
  /**
   * The text of the rejected rows of one file, in pieces.
   * @param file its index in `rejected.files`
   * @throws `importRestarted` at the end, if another run began while it was read
   */
  rejectedText(id: number, file: number): AsyncIterable<Uint8Array>;
}

export const importRestarted = (): DomainError =>
  new DomainError(
    'precondition-failed',
    'Another run of the import began while its rejected rows were read: read them again.',
  );

/** The imports over HTTP, inside a unit of work. */
export interface ImportJobRepository {
  add(job: ImportJobFields): Promise<ImportJob>;
  /** Changes an import that is locked before `next` runs. Undefined: there is none. */
  change(id: number, next: (current: ImportJob) => ImportJobFields): Promise<ImportJob | undefined>;
  /** Removes the text of the rejected rows. */
  removeRejectedText(id: number): Promise<void>;
}

/** A run must stop: it lost its lease (the import was canceled or has another file), or its owner lost the permission. */
export class RunStopped extends Error {
  constructor(readonly reason: Extract<FailureReason, 'permission-lost'> | 'lease-lost') {
    super(reason);
    this.name = 'RunStopped';
  }
}

/** Bytes read, of all that will be read. */
export interface ReadProgress {
  readonly read: number;
  readonly total: number;
}

/** How a run ended. */
export interface RunEnd {
  readonly progress: ReadProgress;
  readonly status: 'ready' | 'done' | 'failed';
  readonly failure: ImportFailure | null;
  readonly report: ImportReport | null;
}

/** An import that this process runs, under a lease. */
export type ClaimedJob = ImportJob & {
  readonly status: 'dry-run' | 'importing';
  readonly lease: string;
};

/** The files of a spool: those that an import needs, and those of ended imports. */
export interface SweptFiles {
  readonly needed: readonly string[];
  readonly ended: readonly string[];
}

/** What the runner of each instance needs. Each method is a transaction of its own. Times are the database's. */
export interface ImportJobQueue {
  /**
   * Claims the import that has waited longest, of those whose file is in the spool. Undefined: there is none, or another
   * import runs. Only this method ensures that one import runs at a time.
   */
  claim(spool: string): Promise<ClaimedJob | undefined>;
  /**
   * Extends the lease, and stores how much was read.
   * @throws RunStopped
   */
  renew(job: ClaimedJob, progress: ReadProgress): Promise<void>;
  /** Ends the run. Does nothing if it has lost its lease. */
  end(job: ClaimedJob, end: RunEnd): Promise<void>;
  /**
   * Releases the lease, so that the import can be claimed at once.
   * @param isIntended whether the service stops. If not, the run counts as an interrupted attempt
   */
  release(job: ClaimedJob, isIntended: boolean): Promise<void>;
  /**
   * Records which files are in the spool, fails the imports whose file is lost or which were not started in time, and
   * removes old ones.
   */
  sweep(spool: string, files: readonly string[]): Promise<SweptFiles>;
}
