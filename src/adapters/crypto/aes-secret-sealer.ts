import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretSealer } from '../../core/identity/secret-sealer.js';
import { DomainError } from '../../core/shared/errors.js';
import type { SealingKey } from './sealing-keys.js';

const algorithm = 'aes-256-gcm';
/** Bytes of the nonce and of the tag (NIST SP 800-38D section 5.2). */
const [nonceLength, tagLength] = [12, 16];

/** Of anything else, no part may be in an error: it could be a secret that was not sealed. */
const format = /^([\w-]{11})\.([\w-]+)$/;

/** @param reason for the log; without the content */
const unavailable = (reason: string) =>
  new DomainError('unavailable', 'Second factors cannot be used right now.', [], {
    cause: new Error(reason),
  });

/**
 * Seals with AES-256-GCM (NIST SP 800-38D). A sealed text is the id of its key, a dot, and in base64url the nonce, the
 * ciphertext and the tag. The nonces are random, of 96 bits: a key may seal 2^32 texts (section 8.3).
 */
export class AesSecretSealer implements SecretSealer {
  /** @param keys the first seals, all open; there may be none */
  constructor(private readonly keys: readonly SealingKey[]) {}

  seal(plain: string, context: string): string {
    const [first] = this.keys;
    if (first === undefined) throw unavailable('MFA__KEY_FILE names a file that does not exist');
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv(algorithm, first.key, nonce, { authTagLength: tagLength });
    cipher.setAAD(Buffer.from(context));
    const parts = [nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return `${first.id}.${Buffer.concat(parts).toString('base64url')}`;
  }

  open(sealed: string, context: string): string {
    const [, id = 'unknown', encoded = ''] = format.exec(sealed) ?? [];
    const key = this.keys.find((one) => one.id === id)?.key;
    if (key === undefined) throw unavailable(`MFA__KEY_FILE has no key ${id}, which has sealed ${context}`);
    const bytes = Buffer.from(encoded, 'base64url');
    const ciphertext = bytes.subarray(nonceLength, -tagLength);
    try {
      const options = { authTagLength: tagLength };
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength), options);
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagLength));
      return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw unavailable(`what is stored for ${context} was not sealed for it, or was changed (key ${id})`);
    }
  }
}
