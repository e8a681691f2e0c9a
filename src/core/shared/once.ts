import { DomainError } from './errors.js';

/** A request that is to be done once, however often it is sent (draft-ietf-httpapi-idempotency-key-header). */
export interface Once {
  readonly userId: number;
  /** The client's own: unique among the requests of that user for a day. */
  readonly key: string;
  /** Of what is asked for: the same key with another one is a mistake. */
  readonly fingerprint: string;
}

/** What was done, now or, as a replay, before. */
export interface Done<T> {
  readonly result: T;
  readonly isReplay: boolean;
}

export const idempotencyKeyInUse = (): DomainError =>
  new DomainError(
    'idempotency-key-in-use',
    'The first request with this Idempotency-Key is still being done.',
  );

export const idempotencyKeyReused = (): DomainError =>
  new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another request.');
