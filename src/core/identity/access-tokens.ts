import type { AccessClaims } from './access-claims.js';

/** Access tokens: signed JWTs (RFC 9068). */
export interface AccessTokens {
  /** `expiresIn` is in seconds. The token never expires later than `end`, the end of its session. */
  issue(claims: AccessClaims, end: Date): { readonly token: string; readonly expiresIn: number };
  /** @throws DomainError `token-expired`, or `token-invalid` for any other reason */
  verify(token: string): AccessClaims;
}
