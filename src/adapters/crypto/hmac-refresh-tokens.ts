import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { RefreshTokens } from '../../core/identity/identity-ports.js';

/** As `first` makes them: what is cut off or spoiled on its way belongs to no family. */
const ofFamily = /^([\w-]{43})\.[\w-]{43}$/;

/** Refresh tokens that follow from each other by HMAC (RFC 2104): who has only what is stored can derive none. */
export class HmacRefreshTokens implements RefreshTokens {
  random(): string {
    return randomBytes(32).toString('base64url');
  }

  first(): string {
    return `${this.random()}.${this.random()}`;
  }

  family(token: string): string | undefined {
    const [, family] = ofFamily.exec(token) ?? [];
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
