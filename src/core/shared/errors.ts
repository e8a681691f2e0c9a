import type { DomainErrorCode } from '../error-codes.js';

/** One invalid value in a request. `pointer` is a JSON Pointer (RFC 6901) to it. */
export interface Violation {
  readonly pointer: string;
  readonly message: string;
  readonly code: string;
}

/** An error whose message is shown to the client; see `error-codes.ts` of each feature. */
export class DomainError extends Error {
  /** Additional members of the problem that a client gets. */
  readonly extensions: Readonly<Record<string, unknown>>;

  /** @param violations the invalid values of the request that caused it, if any */
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
