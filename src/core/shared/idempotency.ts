import { DomainError } from './errors.js';

/** A request with an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotentRequest {
  /** The user who is signed in; undefined: an API key was sent. */
  readonly userId?: number | undefined;
  /** The API key. It shares no requests with its owner, nor with other keys. */
  readonly apiKeyId?: string | undefined;
  /** Chosen by the client: unique among the requests of that sender for 24 hours. */
  readonly key: string;
  /** A hash of the request. The same key with another fingerprint is an error of the client. */
  readonly fingerprint: string;
}

/** The result of a request. `isReplay`: it is the stored result of an earlier attempt. */
export interface IdempotentResult<T> {
  readonly result: T;
  readonly isReplay: boolean;
}

/** Runs the work of each request once. The result is stored in the same unit of work, as JSON. */
export interface Idempotency {
  /**
   * Runs `work`, or returns the stored result if this request was processed before.
   * @throws DomainError `idempotency-key-in-use`, `idempotency-key-reused`
   */
  runOnce<T>(request: IdempotentRequest, work: () => Promise<T>): Promise<IdempotentResult<T>>;
}

export const idempotencyKeyInUse = (): DomainError =>
  new DomainError(
    'idempotency-key-in-use',
    'The first request with this Idempotency-Key is still in progress.',
  );

export const idempotencyKeyReused = (): DomainError =>
  new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another request.');
