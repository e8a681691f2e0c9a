import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { KeySecrets, MadeKey, PresentedKey } from '../../core/identity/key-secrets.js';

const form = /^pdba_([0-9a-f]{16})_[0-9a-f]{72}$/;
/** Characters of the checksum. */
const checksumLength = 8;

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(checksumLength, '0');
const sha256 = (text: string): string => hash('sha256', text, 'hex');

/**
 * API keys: `pdba_`, the id (8 bytes), `_`, the secret (32 bytes) and the CRC-32 of everything before, in lower-case
 * hexadecimal. The prefix and the checksum let secret scanners find keys without asking the service. A hash without salt is
 * enough, since the secret is random.
 */
export class RandomKeySecrets implements KeySecrets {
  make(): MadeKey {
    const id = randomBytes(8).toString('hex');
    const unchecked = `pdba_${id}_${randomBytes(32).toString('hex')}`;
    const text = unchecked + checksumOf(unchecked);
    return { id, text, hash: sha256(text) };
  }

  parse(text: string): PresentedKey | undefined {
    const [, id] = form.exec(text) ?? [];
    if (id === undefined || checksumOf(text.slice(0, -checksumLength)) !== text.slice(-checksumLength))
      return undefined;
    return { id, hash: sha256(text) };
  }

  isSame(one: string, other: string): boolean {
    const [a, b] = [Buffer.from(one), Buffer.from(other)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}
