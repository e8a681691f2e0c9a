import type { AccessPath, EqualityFilter, ListQuery, Page, SortKey } from './page.js';

/** The initiator of an action: user or service account, IP address and request. */
export interface Initiator {
  /** The user who is signed in, or whose API key it is. Null: neither. */
  readonly actorId: number | null;
  /** The service account whose API key it is. */
  readonly serviceAccountId?: number | null;
  /** The id of the API key. */
  readonly keyId?: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** For actions of the service itself or its operator. */
export const systemInitiator: Initiator = { actorId: null, ip: null, requestId: null };

/** An audit entry to be recorded. Each feature declares its actions; `core/repositories.ts` joins them. */
export interface AuditEntry<Action extends string = string> {
  readonly action: Action;
  readonly subject?: { readonly kind: string; readonly id: number } | undefined;
  /** Names of changed fields and of service accounts, reasons, ids. Never secrets or personal data. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The values of the subject, which are kept for its history. They are no part of the entry, and removed earlier. */
  readonly values?: SubjectValues | undefined;
}

/** The state of a subject after a change; of a removed one the last state. */
export interface SubjectValues {
  readonly version: number;
  /** The changed fields, with their values before. */
  readonly before: object;
  /** All fields. */
  readonly item: object;
}

/** The audit trail. Entries are written in the transaction of the action. */
export interface AuditTrail<Action extends string = string> {
  record(entry: AuditEntry<Action>, by: Initiator): Promise<void>;
  /** Erases the IP addresses of a removed user: in their own entries, and in entries about them without an actor. */
  forgetAddressesOf(userId: number): Promise<void>;
}

/** A stored audit entry. */
export interface AuditRecord {
  readonly id: number;
  readonly at: string;
  readonly action: string;
  readonly actorId: number | null;
  readonly serviceAccountId: number | null;
  readonly keyId: string | null;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly details: object;
}

const newestFirst: SortKey = { field: 'at', type: 'time', direction: 'descending', filter: 'range' };
const filterBy = (field: keyof AuditRecord): EqualityFilter => ({ parameter: field, field });
const subjectKindFilter = filterBy('subjectKind');

/** The access paths of the audit trail: `audit_by_…` is the index of each (see the migrations). */
export const auditPaths: readonly AccessPath[] = [
  { by: newestFirst },
  { filters: [filterBy('action')], by: newestFirst },
  { filters: [filterBy('actorId')], by: newestFirst },
  { filters: [filterBy('serviceAccountId')], by: newestFirst },
  { filters: [filterBy('keyId')], by: newestFirst },
  { filters: [subjectKindFilter], by: newestFirst },
  { filters: [subjectKindFilter, filterBy('subjectId')], by: newestFirst },
  { filters: [filterBy('requestId')], by: newestFirst },
];

/** A part of the audit trail, in the order of ids. */
export interface AuditRange {
  /** The id before the first one. */
  readonly after: number;
  /** The last id. */
  readonly until: number;
  /** Bounds of `at`, both inclusive, in milliseconds since 1970. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Reads the audit trail. Reading is not recorded. */
export interface AuditReader {
  /** @param page along one of `auditPaths`. @throws DomainError `unavailable` */
  list(page: ListQuery): Promise<Page<AuditRecord>>;
  /**
   * Returns the id of the newest entry, when no entry with a lower id can be added any more. Ids are assigned before their
   * transactions are committed, so this waits for the transactions that are writing to the trail.
   * @throws DomainError `unavailable` if one of them stays open
   */
  lastId(): Promise<number>;
  /** Yields the entries of a range in pages. */
  pages(range: AuditRange): AsyncIterable<readonly AuditRecord[]>;
}
