import type { AccessPath, EqualityFilter, ListQuery, Page, SortKey } from './page.js';

/** Who does something, and by which request. */
export interface Initiator {
  /** Null: nobody who is signed in. */
  readonly actorId: number | null;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** What the service does by itself, or on the word of whoever runs it. */
export const theService: Initiator = { actorId: null, ip: null, requestId: null };

/** What the audit trail tells of; `docs/audit.md` has the details of each. */
export type AuditAction =
  | 'session.started'
  | 'session.refused'
  | 'session.ended'
  | 'session.theft'
  | 'mail.sent'
  | 'mail.given-up'
  | 'user.role-changed'
  | 'user.activated'
  | 'user.deactivated'
  | 'user.email-verified'
  | 'user.password-refused'
  | 'user.password-reset'
  | 'user.password-reset-forced'
  | 'catalogue.imported'
  | `${string}.${'created' | 'changed' | 'removed'}`
  | `${string}.merged`;

export interface AuditEntry {
  readonly action: AuditAction;
  readonly subject?: { readonly kind: string; readonly id: number } | undefined;
  /** Never a secret, and nothing personal: names of what changed, reasons, ids. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The audit trail: written in the transaction of what it tells. */
export interface AuditTrail {
  record(entry: AuditEntry, by: Initiator): Promise<void>;
  /** Of a user who goes, the id alone is kept: no address from which they, or somebody unknown about them, did a thing. */
  forgetAddressesOf(userId: number): Promise<void>;
}

/** An entry of the audit trail, as it is kept. */
export interface AuditRecord {
  readonly id: number;
  readonly at: string;
  readonly action: string;
  readonly actorId: number | null;
  readonly subjectKind: string | null;
  readonly subjectId: string | null;
  readonly ip: string | null;
  readonly requestId: string | null;
  readonly details: object;
}

const newestFirst: SortKey = { field: 'at', type: 'time', direction: 'descending', filter: 'range' };
const filterBy = (field: keyof AuditRecord): EqualityFilter => ({ parameter: field, field });
const ofSubjectKind = filterBy('subjectKind');

/** The access paths of the audit trail: `audit_by_…` is the index of each (see the migrations). */
export const auditPaths: readonly AccessPath[] = [
  { by: newestFirst },
  { filters: [filterBy('action')], by: newestFirst },
  { filters: [filterBy('actorId')], by: newestFirst },
  { filters: [ofSubjectKind], by: newestFirst },
  { filters: [ofSubjectKind, filterBy('subjectId')], by: newestFirst },
  { filters: [filterBy('requestId')], by: newestFirst },
];

/** The audit trail, read. Reading leaves no entry. */
export interface AuditReader {
  /** @param page along one of `auditPaths`. @throws DomainError `unavailable` */
  list(page: ListQuery): Promise<Page<AuditRecord>>;
}

/** The names of the fields in which two states of a thing differ, but for what every change changes. */
export const changedFields = (before: object, after: object): string[] =>
  Object.entries(after)
    .filter(([name, value]) => {
      const old = (before as Record<string, unknown>)[name];
      return !madeByTheDatabase.includes(name) && JSON.stringify(old) !== JSON.stringify(value);
    })
    .map(([name]) => name);

const madeByTheDatabase = ['version', 'updatedAt'];
