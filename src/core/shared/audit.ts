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
  | `${string}.${'created' | 'changed' | 'removed'}`;

export interface AuditEntry {
  readonly action: AuditAction;
  readonly subject?: { readonly kind: string; readonly id: number } | undefined;
  /** Never a secret, and nothing personal: names of what changed, reasons, ids. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The audit trail: written in the transaction of what it tells. */
export interface AuditTrail {
  record(entry: AuditEntry, by: Initiator): Promise<void>;
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
