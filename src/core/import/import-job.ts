import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { AccessPath } from '../shared/page.js';
import type { Stored } from '../shared/stored.js';
import type { CountsByKind } from './import-counts.js';
import type { ImportReport, ReadColumn, RejectedFiles } from './import-report.js';

/** The statuses of an import that has not ended, in order. */
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

/** Statuses in which an instance can claim the import, each with the status that the claimed import has. */
export const runningStatuses = {
  'dry-run-queued': 'dry-run',
  'dry-run': 'dry-run',
  queued: 'importing',
  importing: 'importing',
} as const satisfies Partial<Record<ImportStatus, ImportStatus>>;

/**
 * Why an import failed. file-rejected: the file cannot be read, or has unknown columns. file-lost: the file is gone, or the
 * instance that has it. permission-lost: the owner may no longer change the catalogue, or was removed. expired: it was not
 * started in time. interrupted: no attempt survived, since the process ended or the database failed. internal: see the log.
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

/** Options that a person gives for the file. Without them, its name and content decide. */
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
  /** The user who created it. Null: a service account did, or the account was removed. */
  readonly ownerId: number | null;
  /** The service account that created it. Null: a user did, or the account was removed. */
  readonly serviceAccountId: number | null;
  /** The API key that created it. */
  readonly keyId: string | null;
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
/** The state of a run that has not begun. */
const notBegun = {
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

export const newImportJob = (
  name: string,
  options: ImportJobOptions,
  { actorId, serviceAccountId = null, keyId = null }: Initiator,
): ImportJobFields => ({
  ...notBegun,
  name,
  options,
  ownerId: actorId,
  serviceAccountId,
  keyId,
  status: 'awaiting-file',
  spool: null,
  file: null,
  bytes: null,
  fileSeenAt: null,
  dryRun: null,
});

const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

/** @param action what was requested, as in `It can only be started while …` */
const requireStatus = (
  { status }: Pick<ImportJobFields, 'status'>,
  allowed: readonly ImportStatus[],
  action: string,
): void => {
  if (allowed.includes(status)) return;
  throw new DomainError(
    'import-status',
    `The status of this import is ${status}. It can only ${action} while its status is ${anyOf.format(allowed)}.`,
  );
};

/** @throws DomainError `import-status` if the import was started or has ended */
export const requireAcceptsFile = (job: Pick<ImportJobFields, 'status'>): void =>
  requireStatus(job, ['awaiting-file', 'dry-run-queued', 'dry-run', 'ready'], 'get a file');

/** The import with a file, which replaces an earlier one. @throws as `requireAcceptsFile` */
export const withFile = (job: ImportJobFields, file: UploadedFile, now: Date): ImportJobFields => {
  requireAcceptsFile(job);
  return {
    ...job,
    ...notBegun,
    ...file,
    status: 'dry-run-queued',
    fileSeenAt: now.toISOString(),
    dryRun: null,
  };
};

/** @throws DomainError `import-status` unless the dry run has ended */
export const started = (job: ImportJobFields): ImportJobFields => {
  requireStatus(job, ['ready'], 'be started');
  return { ...job, ...notBegun, status: 'queued' };
};

/** The import without its lease: a running one cannot commit another batch. @throws DomainError `import-status` */
export const canceled = (job: ImportJobFields): ImportJobFields => {
  requireStatus(job, [...openStatuses, 'canceled'], 'be canceled');
  return { ...job, status: 'canceled', lease: null, leaseUntil: null };
};
