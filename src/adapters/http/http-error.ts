import type { HttpErrorCode } from './problems.js';

/** An error in a parameter or in the body. */
export type ErrorDetail = { readonly message: string; readonly code: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
);

/** A request that the HTTP adapter itself rejects. `extensions`: more members of the problem (RFC 9457 section 3.2). */
export class HttpError extends Error {
  constructor(
    readonly code: HttpErrorCode,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'HttpError';
  }
}
