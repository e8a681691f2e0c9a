import type { AuditRecord, Initiator } from '../shared/audit.js';
import type { ApiKey } from './api-key.js';
import type { Session } from './session.js';

/** The data about a user besides the account itself. Hashes of passwords and tokens are left out. */
export interface PersonalRecords {
  /** Including ended ones. */
  readonly sessions: readonly (Session & { readonly endedAt: string | null })[];
  /** Their actions, and actions on their account. Other people's IP addresses are left out. */
  readonly audit: readonly AuditRecord[];
  readonly idempotencyKeys: readonly {
    readonly key: string;
    readonly createdAt: string;
    readonly answer: object;
  }[];
  /**
   * Queued emails to the user or the user's address, and who requested them. Other people's IP addresses are left out. (The
   * name of the section is part of the API.)
   */
  readonly letters: readonly {
    readonly kind: string;
    readonly email: string;
    readonly dueAt: string;
    readonly attempts: number;
    readonly askedBy: Initiator;
  }[];
  /** Emailed links that have not expired. */
  readonly links: readonly {
    readonly purpose: string;
    readonly expiresAt: string;
    /** Null: not used. */
    readonly verifiedEmail: string | null;
  }[];
  /** Authenticator apps, without their secrets. */
  readonly secondFactors: readonly {
    readonly kind: 'totp';
    readonly createdAt: string;
    /** Null: being set up. */
    readonly confirmedAt: string | null;
    /** How many recovery codes are left. */
    readonly recoveryCodes: number;
  }[];
  /** API keys, without their hashes. */
  readonly apiKeys: readonly Pick<
    ApiKey,
    'id' | 'name' | 'permissions' | 'createdAt' | 'expiresAt' | 'lastUsedAt'
  >[];
  /** Results of requests with an Idempotency-Key and an API key of the user. */
  readonly apiKeyRequests: readonly {
    readonly apiKeyId: string;
    readonly key: string;
    readonly createdAt: string;
    readonly answer: object;
  }[];
  /** Imports over HTTP that the user created, without their rejected rows. */
  readonly imports: readonly {
    readonly id: number;
    readonly name: string;
    readonly options: object;
    readonly status: string;
    readonly createdAt: string;
  }[];
}

/** The sections of the data about a user, in the order of the export. */
export const personalSections = [
  'sessions',
  'audit',
  'idempotencyKeys',
  'letters',
  'links',
  'secondFactors',
  'apiKeys',
  'apiKeyRequests',
  'imports',
] as const;
export type PersonalSection = (typeof personalSections)[number];

/** Reads the data about a user, for the export. */
export interface PersonalData {
  /**
   * The records of one section, in pages. Each page is read on demand by a statement of its own, without a lock or an
   * open transaction in between. So later pages may or may not include concurrent writes. Sessions, audit entries and
   * emails are sorted oldest first.
   * @throws DomainError `unavailable`
   */
  pages<S extends PersonalSection>(section: S, userId: number): AsyncIterable<PersonalRecords[S]>;
}
