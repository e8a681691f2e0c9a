import { availableParallelism } from 'node:os';
import { hash, type Options, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../core/identity/password-hasher.js';
import { Bulkhead } from '../../core/shared/bulkhead.js';

/** argon2id (algorithm 2) with the parameters of the OWASP password storage cheat sheet: 19 MiB, two passes, one lane. */
const parameters = {
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} satisfies Options;

/** Makes a password independent of the keyboard that typed it (NIST SP 800-63B-4 section 3.1.1.2). */
const normalized = (password: string) => password.normalize('NFKC');

/**
 * Hashes passwords with argon2id, on the thread pool of libuv, and also verifies the bcrypt hashes of earlier releases.
 * bcrypt uses only the first 72 bytes of a password, and repeats a password after a NUL. So a longer password, or one with
 * a NUL, never matches a bcrypt hash.
 *
 * More hashes at a time than cores would not be faster, but would slow down everything else that runs meanwhile.
 */
export class Argon2PasswordHasher implements PasswordHasher {
  /** The hash of a random password. Verified for an unknown account, so that the response takes the same time. */
  readonly #dummyHash = hash(crypto.getRandomValues(new Uint8Array(32)), parameters);
  readonly #slots: Bulkhead;

  /**
   * @param maxConcurrent number of hashes at a time
   * @param maxWaitMs milliseconds a hash may wait for others
   */
  constructor(maxConcurrent = hashingThreads(), maxWaitMs = 5_000) {
    this.#slots = new Bulkhead('password hashing', maxConcurrent, maxWaitMs);
  }

  hash(password: string): Promise<string> {
    return this.#slots.run(() => hash(normalized(password), parameters));
  }

  verify(stored: string | undefined, password: string): Promise<boolean> {
    return this.#slots.run(() => this.#verify(stored, password));
  }

  async #verify(stored: string | undefined, password: string): Promise<boolean> {
    if (stored !== undefined && isBcrypt(stored) && fitsBcrypt(password)) {
      const bcrypt = await import('@node-rs/bcrypt');
      return bcrypt.verify(password, stored);
    }
    const isHash = stored !== undefined && isArgon2(stored);
    const matches = await verify(isHash ? stored : await this.#dummyHash, normalized(password));
    return matches && isHash;
  }

  canVerify(stored: string): boolean {
    return isBcrypt(stored) || isArgon2(stored);
  }

  isOutdated(stored: string): boolean {
    const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(stored) ?? [];
    return !(Number(memory) >= parameters.memoryCost && Number(passes) >= parameters.timeCost);
  }
}

/** One per core. Libuv has four threads by default; one is left for files and host names. */
const hashingThreads = () => Math.min(availableParallelism(), 3);

/** Maximum cost of a stored hash, in KiB and in KiB times passes: libsodium's SENSITIVE level, about 6 s. */
const maxMemory = 2 ** 20;
const maxWork = 4 * maxMemory;

/**
 * Whether a stored hash is valid and within the maximum cost. The library throws for an invalid one, and for base64 that
 * is not canonical.
 */
const isArgon2 = (stored: string): boolean => {
  const [, memory, passes, lanes, salt = '', digest = ''] = argon2Hash.exec(stored) ?? [];
  const [kib, work] = [Number(memory), Number(memory) * Number(passes)];
  const isAffordable = kib >= 8 * Number(lanes) && kib <= maxMemory && work <= maxWork;
  return isAffordable && [salt, digest].every(isBase64);
};

const argon2Hash =
  /^\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?m=(\d{1,7}),t=([1-9]\d{0,3}),p=([1-9]\d{0,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{16,128})$/;

const isBase64 = (text: string) =>
  Buffer.from(text, 'base64').toString('base64').replaceAll('=', '') === text;

/**
 * Whether a stored hash is bcrypt with a cost of 4 to 16 (about 4 s). The last character of the salt must be canonical:
 * otherwise the library returns false at once, without hashing.
 */
const isBcrypt = (stored: string) =>
  /^\$2[abxy]\$(?:0[4-9]|1[0-6])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}$/.test(stored);
const fitsBcrypt = (password: string) => Buffer.byteLength(password) <= 72 && !password.includes('\0');
