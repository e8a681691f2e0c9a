import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { RefreshTokens } from '../../core/identity/identity-ports.js';

/** Refresh tokens that follow from each other by HMAC (RFC 2104): who has only what is stored can derive none. */
export class HmacRefreshTokens implements RefreshTokens {
  first(): string {
    return randomBytes(32).toString('base64url');
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('base64url');
  }

  salt(): string {
    return randomBytes(32).toString('base64url');
  }

  child(token: string, salt: string): string {
    return createHmac('sha256', token).update(salt).digest('base64url');
  }
}
