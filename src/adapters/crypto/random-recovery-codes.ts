import { randomBytes } from 'node:crypto';
import type { RecoveryCodeGenerator } from '../../core/identity/recovery-codes.js';

/** Crockford's base32: no I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 24;

export class RandomRecoveryCodes implements RecoveryCodeGenerator {
  next(): string {
    // 256 is a multiple of 32, so each character has the same probability.
    const characters = [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]);
    return characters.join('').replaceAll(/(.{4})(?!$)/g, '$1-');
  }
}
