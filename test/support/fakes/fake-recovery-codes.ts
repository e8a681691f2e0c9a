import type { RecoveryCodeGenerator } from '../../../src/core/identity/recovery-codes.js';

/** Codes that are numbered instead of random. */
export class FakeRecoveryCodes implements RecoveryCodeGenerator {
  #made = 0;

  next(): string {
    this.#made += 1;
    return `CODE-${this.#made}`;
  }
}
