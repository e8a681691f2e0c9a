import type { SecretSealer } from '../../../src/core/identity/secret-sealer.js';

/** Seals nothing: the sealed text is the context and the secret. */
export class FakeSealer implements SecretSealer {
  seal(plain: string, context: string): string {
    return `${context}|${plain}`;
  }

  open(sealed: string, context: string): string {
    if (!sealed.startsWith(`${context}|`)) throw new Error('sealed with another context');
    return sealed.slice(context.length + 1);
  }
}
