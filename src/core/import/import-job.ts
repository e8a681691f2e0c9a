import { DomainError } from '../shared/errors.js';
import type { AccessPath } from '../shared/page.js';
import type { Stored } from '../shared/stored.js';
import type { CountsByKind } from './import-counts.js';
import type { ImportReport, ReadColumn, RejectedFiles } from './import-report.js';

/** The statuses of an import that has not ended, in their order. Those of `runningStatuses` hold a lease. */
export const openStatuses = [
  'awaiting-file',
  'dry-run-queued',
  'dry-run',
  'ready',
  'queued',
  'importing',
] as const;
export const endedStatuses = ['done', 'failed', 'canceled'] as const;
export const importStatuses = [...openStatuses, ...endedStatuses] as const;
export type ImportStatus = (typeof importStatuses)[number];

/** Statuses in which an instance works, or is about to, each with the one that it has while it works. */
export const runningStatuses = {
  'dry-run-queued': 'dry-run',
  'dry-run': 'dry-run',
  queued: 'importing',
  importing: 'importing',
} as const satisfies Partial<Record<ImportStatus, ImportStatus>>;
export type RunnableStatus = keyof typeof runningStatuses;

/**
 * Why an import failed. file-rejected: it cannot be read, or its columns are not known. file-lost: the instance that has
 * the file is gone, or the file is. permission-lost: the owner may not change the catalogue any more, or was removed.
 * expired: it was not started in time. interrupted: each attempt ended the process. internal: see the log.
 */
export const failureReasons = [
  'file-rejected',
  'file-lost',
  'permission-lost',
  'expired',
  'interrupted',
  'internal',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export interface ImportFailure {
  readonly reason: FailureReason;
  readonly detail: string;
  /** The columns of the file, if some of them are not known: these have no field. */
  readonly columns?: readonly ReadColumn[];
  /** Options with which the file could be imported. */
  readonly suggestion?: ImportJobOptions;
}

/** Which values of existing items are replaced: all, all but those edited by hand (the default), or only empty ones. */
export type ReplacedValues = 'all' | 'unedited' | 'empty';

/** What a person says about the file. Without them, its name and content decide. */
export interface ImportJobOptions {
  readonly format?: string;
  readonly kind?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly ignore?: readonly string[];
  readonly ignoreOthers?: boolean;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly sheet?: string;
  readonly lenient?: boolean;
  readonly replace?: ReplacedValues;
}

/** A file that was uploaded. */
export interface UploadedFile {
  /** The id of the spool (a folder of one or several instances) that has it. */
  readonly spool: string;
  /** Its name there, a UUID. */
  readonly file: string;
  readonly bytes: number;
}

/** An import over HTTP, without the columns that the database fills. */
export interface ImportJobFields {
  /** The name of the file, as shown to people. It is never used as a path. */
  readonly name: string;
  readonly options: ImportJobOptions;
  /** Null: the account was removed. */
  readonly ownerId: number | null;
  readonly status: ImportStatus;
  readonly failure: ImportFailure | null;
  readonly spool: string | null;
  readonly file: string | null;
  readonly bytes: number | null;
  /** When an instance last saw the file. */
  readonly fileSeenAt: string | null;
  /** Identifies the run that may write; null: there is none. */
  readonly lease: string | null;
  readonly leaseUntil: string | null;
  /** Runs that began since rows were last processed. */
  readonly attempts: number;
  /** Of the current run: bytes read, of all that will be read. */
  readonly readBytes: number;
  readonly totalBytes: number;
  readonly dryRun: ImportReport | null;
  /** Of the rows that were committed. */
  readonly counts: CountsByKind;
  readonly result: ImportReport | null;
  readonly rejected: RejectedFiles;
}

export type ImportJob = ImportJobFields & Stored;

/** The access path of the list: newest first. */
export const importPaths: readonly AccessPath[] = [
  { by: { field: 'id', type: 'integer', direction: 'descending' } },
];

export const noRejectedRows: RejectedFiles = { files: [], bytes: 0, omitted: 0 };
/** Of a file that is not being read. */
const atBeginning = {
  failure: null,
  lease: null,
  leaseUntil: null,
  attempts: 0,
  readBytes: 0,
  totalBytes: 0,
  counts: {},
  result: null,
  rejected: noRejectedRows,
};

export const newImportJob = (name: string, options: ImportJobOptions, ownerId: number): ImportJobFields => ({
  ...atBeginning,
  name,
  options,
  ownerId,
  status: 'awaiting-file',
  spool: null,
  file: null,
  bytes: null,
  fileSeenAt: null,
  dryRun: null,
});

/** Rejects a request that an import in this status cannot fulfil. */
const requireStatus = (
  { status }: Pick<ImportJobFields, 'status'>,
  allowed: readonly ImportStatus[],
  what: string,
): void => {
  if (allowed.includes(status)) return;
  throw new DomainError(
    'import-status',
    `The status of this import is ${status}: ${what} is possible in ${allowed.join(', ')}.`,
  );
};

/** @throws DomainError `import-status` if the import was started or has ended */
export const requireFileWanted = (job: Pick<ImportJobFields, 'status'>): void =>
  requireStatus(job, ['awaiting-file', 'dry-run-queued', 'dry-run', 'ready'], 'a file');

/** The import with a file, which replaces an earlier one. @throws as `requireFileWanted` */
export const withFile = (job: ImportJobFields, file: UploadedFile, now: Date): ImportJobFields => {
  requireFileWanted(job);
  return {
    ...job,
    ...atBeginning,
    ...file,
    status: 'dry-run-queued',
    fileSeenAt: now.toISOString(),
    dryRun: null,
  };
};

/** @throws DomainError `import-status` unless the dry run has ended */
export const started = (job: ImportJobFields): ImportJobFields => {
  requireStatus(job, ['ready'], 'a start');
  return { ...job, ...atBeginning, status: 'queued' };
};

/** The import without its lease: a running one cannot commit another batch. @throws DomainError `import-status` */
export const canceled = (job: ImportJobFields): ImportJobFields => {
  requireStatus(job, [...openStatuses, 'canceled'], 'cancelling');
  return { ...job, status: 'canceled', lease: null, leaseUntil: null };
};
