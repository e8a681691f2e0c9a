/** The error codes of accounts, sessions and tokens. */
export type IdentityErrorCode =
  | 'email-taken'
  | 'forbidden'
  | 'invalid-credentials'
  | 'last-admin'
  | 'mail-not-configured'
  | 'one-time-token-invalid'
  | 'refresh-superseded'
  | 'registration-closed'
  | 'second-factor-exists'
  | 'second-factor-invalid'
  | 'second-factor-required'
  | 'session-ended'
  | 'token-expired'
  | 'token-invalid'
  | 'unauthenticated'
  | 'visible-name-taken'
  | 'weak-password';
