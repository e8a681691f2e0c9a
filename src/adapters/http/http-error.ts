import type { HttpErrorCode } from './problems.js';

/** One thing wrong with a parameter or the body: where, and what. */
export type ErrorDetail = { readonly message: string; readonly code: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
);

/** A request refused by this adapter itself. */
export class HttpError extends Error {
  constructor(
    readonly code: HttpErrorCode,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
  ) {
    super(message);
    this.name = 'HttpError';
  }
}
