import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { KeySecrets, MadeKey, PresentedKey } from '../../core/identity/key-secrets.js';

const form = /^pdba_([0-9a-f]{16})_[0-9a-f]{72}$/;
/** Characters of the checksum. */
const checksumLength = 8;

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(checksumLength, '0');
/** Of hashes to compare, which are ASCII. Comparing is synchronous, so two buffers are enough. */
const [left, right] = [Buffer.alloc(64), Buffer.alloc(64)];
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
    const checksum = Number.parseInt(text.slice(-checksumLength), 16);
    if (id === undefined || crc32(text.slice(0, -checksumLength)) !== checksum) return undefined;
    return { id, hash: sha256(text) };
  }

  isSame(one: string, other: string): boolean {
    if (one.length !== other.length || one.length > left.length) return false;
    left.fill(0).write(one, 'latin1');
    right.fill(0).write(other, 'latin1');
    return timingSafeEqual(left, right);
  }
}
