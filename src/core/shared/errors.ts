/**
 * The stable codes of errors of the core. They are part of the HTTP contract: `adapters/http/problems.ts` has the status,
 * title and advice of each.
 */
export type DomainErrorCode =
  | 'author-has-titles'
  | 'author-not-found'
  | 'email-taken'
  | 'forbidden'
  | 'idempotency-key-in-use'
  | 'idempotency-key-reused'
  | 'imdb-id-taken'
  | 'invalid-credentials'
  | 'last-admin'
  | 'mail-not-configured'
  | 'merged-elsewhere'
  | 'no-author'
  | 'not-found'
  | 'one-time-token-invalid'
  | 'precondition-failed'
  | 'reference-not-found'
  | 'reference-not-set'
  | 'refresh-superseded'
  | 'registration-closed'
  | 'session-ended'
  | 'source-id-taken'
  | 'still-referenced'
  | 'token-expired'
  | 'token-invalid'
  | 'too-many-references'
  | 'too-many-requests'
  | 'unauthenticated'
  | 'unavailable'
  | 'validation-failed'
  | 'visible-name-taken'
  | 'weak-password';

/** One invalid value in a request. `pointer` is a JSON Pointer (RFC 6901) to it. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
  readonly code: string;
}

/** An error whose message is shown to the client. */
export class DomainError extends Error {
  /** Additional members of the problem that a client gets. */
  readonly extensions: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: DomainErrorCode,
    message: string,
    readonly violations: readonly Violation[] = [],
    options: ErrorOptions & { readonly extensions?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options);
    this.extensions = options.extensions ?? {};
    this.name = 'DomainError';
  }
}
