import type { RefreshTokens } from './refresh-tokens.js';

/** Creates recovery codes. */
export interface RecoveryCodeGenerator {
  /**
   * A new code: 120 random bits in Crockford's base32, in groups of four. Codes of at least 112 bits may be stored as a
   * plain hash (ASVS 6.5.2), so that they can be looked up, and do not depend on the key of `SecretSealer`.
   */
  next(): string;
}

/** How many codes an account gets at once. */
const count = 10;

/** Creates the recovery codes of an account. */
export class RecoveryCodeSets {
  constructor(
    private readonly generator: RecoveryCodeGenerator,
    private readonly tokens: Pick<RefreshTokens, 'hash'>,
  ) {}

  /** New codes, to be shown once, and their stored form. */
  create(userId: number): { readonly recoveryCodes: readonly string[]; readonly hashes: readonly string[] } {
    const recoveryCodes = Array.from({ length: count }, () => this.generator.next());
    return {
      recoveryCodes,
      hashes: recoveryCodes.map((code) => recoveryCodeHash(this.tokens, userId, code)),
    };
  }
}

/**
 * The stored form of a code. Case, spaces and hyphens do not matter, and letters that look like a digit count as it, as in
 * Crockford's base32.
 */
export const recoveryCodeHash = (
  tokens: Pick<RefreshTokens, 'hash'>,
  userId: number,
  code: string,
): string => {
  const text = code.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return tokens.hash(`recovery code ${userId} ${text}`);
};
