import type { AuditRecord, Initiator } from '../shared/audit.js';
import type { Session } from './session.js';

/** What is kept about a person beside the account itself. Hashes of passwords and tokens tell nothing of anybody. */
export interface PersonalRecords {
  /** Those that have ended, too. */
  readonly sessions: readonly (Session & { readonly endedAt: string | null })[];
  /** What they did, and what was done to their account; then from which address, only if nobody else did it. */
  readonly audit: readonly AuditRecord[];
  readonly idempotencyKeys: readonly {
    readonly key: string;
    readonly createdAt: string;
    readonly answer: object;
  }[];
  /** Those that wait to be sent: to them, or to whoever has their address; and who asked, from where likewise. */
  readonly letters: readonly {
    readonly kind: string;
    readonly email: string;
    readonly dueAt: string;
    readonly attempts: number;
    readonly askedBy: Initiator;
  }[];
  /** Those that were mailed and are still good. */
  readonly links: readonly {
    readonly purpose: string;
    readonly expiresAt: string;
    /** Null: it was not used. */
    readonly verifiedEmail: string | null;
  }[];
}

/** The parts of what is kept about a person, in the order in which they are exported. */
export const personalSections = ['sessions', 'audit', 'idempotencyKeys', 'letters', 'links'] as const;
export type PersonalSection = (typeof personalSections)[number];

export interface PersonalData {
  /**
   * The records of one section, in pages. Each page is read when it is asked for, by a statement of its own: nothing is
   * locked or kept open in between, so what is written meanwhile is in later pages or not. Sessions, audit and letters
   * come oldest first. @throws DomainError `unavailable`
   */
  pages<S extends PersonalSection>(section: S, userId: number): AsyncIterable<PersonalRecords[S]>;
}
