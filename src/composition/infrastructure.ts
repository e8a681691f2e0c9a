import type { Knex } from 'knex';
import type { SigningKeys } from '../adapters/crypto/signing-keys.js';
import type { AnsweredRequest } from '../adapters/http/access-log.js';
import type { Email } from '../adapters/mail/email-texts.js';
import type { FeedStatus } from '../core/identity/feed-status.js';
import type { KnownKeys } from '../core/identity/known-keys.js';
import type { Revocations } from '../core/identity/revocations.js';
import type { SecretSealer } from '../core/identity/secret-sealer.js';
import type { Cache } from '../core/shared/cache.js';
import type { CommitListener } from '../core/shared/changes.js';
import type { Clock } from '../core/shared/clock.js';
import type { Limiter } from '../core/shared/limits.js';
import type { Log } from '../core/shared/log.js';
import type { CacheInvalidation } from '../core/shared/read-cache.js';
import type { Tracer } from '../core/shared/tracer.js';
import type { KindRow } from './catalogue-kinds.js';
import type { Settings } from './settings.js';
import type { Storage } from './storage.js';

/** The changes that this instance follows, and its own commits. */
export type FollowedChanges = CacheInvalidation &
  Pick<CommitListener, 'committed'> & { catchUp(): Promise<void> };

/** What a start opens before it creates the container. Each module takes what it needs by name. */
export interface Infrastructure {
  readonly settings: Settings;
  /** Whether the service has begun to stop. */
  readonly lifecycle: { readonly isStopping: boolean };
  readonly log: Log;
  readonly keys: SigningKeys;
  readonly sealer: SecretSealer;
  readonly database: Knex;
  /** See `Storage`. */
  readonly openSession: Storage['openSession'];
  readonly isPooled: boolean;
  /** Id of the installation, written into exports. */
  readonly installation: string;
  /** Key that signs cursors, the same in every instance. */
  readonly cursorSecret: Uint8Array;
  readonly cache: Cache;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly revocations: Revocations;
  readonly knownKeys: KnownKeys;
  readonly feedStatus: FeedStatus;
  readonly changes: FollowedChanges;
  /** Maximum milliseconds of one search. */
  readonly searchBudget: number;
  /** Shows an email where no SMTP server is configured; undefined: emails are discarded. */
  readonly printMail?: ((email: Email) => void) | undefined;
  readonly kinds: readonly KindRow[];
  /** Counts each request for the metrics; undefined: none are served. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
  /** Undefined: there are no traces. */
  readonly tracer?: Tracer | undefined;
}
