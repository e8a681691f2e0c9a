import type { PasswordHasher } from '../../../src/core/identity/password-hasher.js';

/** Hashes without delay, and records what it verifies. */
export class FakePasswordHasher implements PasswordHasher {
  readonly verified: { readonly hash: string | undefined; readonly password: string }[] = [];

  async hash(password: string): Promise<string> {
    return `$fake$${password}`;
  }

  async verify(hash: string | undefined, password: string): Promise<boolean> {
    this.verified.push({ hash, password });
    return hash === `$fake$${password}` || hash === `$old$${password}`;
  }

  canVerify(hash: string): boolean {
    return /^\$(?:fake|old)\$/.test(hash);
  }

  isOutdated(hash: string): boolean {
    return hash.startsWith('$old$');
  }
}
