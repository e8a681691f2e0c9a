import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { RefreshTokens } from '../../core/identity/refresh-tokens.js';

/** The format of `first` and `child`. A truncated or altered token has no family. */
const format = /^([\w-]{43})\.[\w-]{43}$/;

/**
 * Refresh tokens, each derived from the previous one by HMAC (RFC 2104). The database has only hashes and salts, from
 * which no token can be derived.
 */
export class HmacRefreshTokens implements RefreshTokens {
  random(): string {
    return randomBytes(32).toString('base64url');
  }

  first(): string {
    return `${this.random()}.${this.random()}`;
  }

  family(token: string): string | undefined {
    const [, family] = format.exec(token) ?? [];
    return family && this.hash(family);
  }

  hash(token: string): string {
    return createHash('sha256').update(token).digest('base64url');
  }

  salt(): string {
    return this.random();
  }

  child(token: string, salt: string): string {
    const family = token.slice(0, token.indexOf('.') + 1);
    return family + createHmac('sha256', token).update(salt).digest('base64url');
  }
}
