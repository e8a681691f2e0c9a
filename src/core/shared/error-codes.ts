/** The error codes that every feature may use. */
export type SharedErrorCode =
  | 'idempotency-key-in-use'
  | 'idempotency-key-reused'
  | 'not-found'
  | 'precondition-failed'
  | 'too-many-requests'
  | 'unavailable'
  | 'validation-failed';
