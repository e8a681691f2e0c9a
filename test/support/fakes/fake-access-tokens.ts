import type { AccessClaims, AccessTokens } from '../../../src/core/identity/identity-ports.js';
import { DomainError } from '../../../src/core/shared/errors.js';

/** Tokens that are their claims in JSON, signed by nobody. */
export class FakeAccessTokens implements AccessTokens {
  issue(claims: AccessClaims) {
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
