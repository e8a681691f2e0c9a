import type { AccessClaims } from '../../../src/core/identity/access-claims.js';
import type { AccessTokens } from '../../../src/core/identity/access-tokens.js';
import { DomainError } from '../../../src/core/shared/errors.js';

/** Unsigned tokens that are their claims in JSON. Records when the session of each expires. */
export class FakeAccessTokens implements AccessTokens {
  readonly ends: Date[] = [];

  issue(claims: AccessClaims, end: Date) {
    this.ends.push(end);
    return { token: JSON.stringify(claims), expiresIn: 900 };
  }

  verify(token: string): AccessClaims {
    try {
      return JSON.parse(token) as AccessClaims;
    } catch {
      throw new DomainError('token-invalid', 'The access token is not valid.');
    }
  }
}
