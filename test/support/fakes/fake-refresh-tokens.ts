import type { RefreshTokens } from '../../../src/core/identity/refresh-tokens.js';

/** Refresh tokens, hashes and salts that are numbered instead of random. */
export class FakeRefreshTokens implements RefreshTokens {
  #made = 0;

  random(): string {
    this.#made += 1;
    return `token-${this.#made}`;
  }

  first(): string {
    return this.random();
  }

  family(token: string): string | undefined {
    return `family of ${token.split('+')[0]}`;
  }

  hash(token: string): string {
    return `#${token}`;
  }

  salt(): string {
    this.#made += 1;
    return `salt-${this.#made}`;
  }

  child(token: string, salt: string): string {
    return `${token}+${salt}`;
  }
}
