/**
 * Everything that the core refuses, by its stable code. The codes are part of the HTTP contract;
 * what each means to a client (status, title, advice) is told in `adapters/http/problems.ts`.
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

/** One thing wrong with a draft. `pointer` is a JSON Pointer (RFC 6901) into it. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
  readonly code: string;
}

/** A refusal that the caller may be told of in full: its message is shown to them. */
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
