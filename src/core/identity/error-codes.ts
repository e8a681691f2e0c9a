/** The error codes of accounts, sessions and tokens. */
export type IdentityErrorCode =
  | 'email-taken'
  | 'forbidden'
  | 'invalid-credentials'
  | 'last-admin'
  | 'mail-not-configured'
  | 'one-time-token-invalid'
  | 'recent-authentication-required'
  | 'refresh-superseded'
  | 'registration-closed'
  | 'session-ended'
  | 'token-expired'
  | 'token-invalid'
  | 'unauthenticated'
  | 'visible-name-taken'
  | 'weak-password';
