import { DomainError } from './errors.js';

/** A request with an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotentRequest {
  readonly userId: number;
  /** Chosen by the client: unique among the requests of that user for 24 hours. */
  readonly key: string;
  /** Of what is requested: the same key with another fingerprint is a mistake of the client. */
  readonly fingerprint: string;
}

/** The result of a request, from now or, if it is a replay, from before. */
export interface IdempotentResult<T> {
  readonly result: T;
  readonly isReplay: boolean;
}

/** Runs the work of each request once. The result is stored in the same unit of work, as JSON. */
export interface Idempotency {
  /**
   * Runs `work`, unless it was done for this request before: then returns the result of that time.
   * @throws DomainError `idempotency-key-in-use`, `idempotency-key-reused`
   */
  runOnce<T>(request: IdempotentRequest, work: () => Promise<T>): Promise<IdempotentResult<T>>;
}

export const idempotencyKeyInUse = (): DomainError =>
  new DomainError(
    'idempotency-key-in-use',
    'The first request with this Idempotency-Key is still being done.',
  );

export const idempotencyKeyReused = (): DomainError =>
  new DomainError('idempotency-key-reused', 'This Idempotency-Key was used for another request.');
