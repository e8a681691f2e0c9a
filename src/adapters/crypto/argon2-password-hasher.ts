import { hash, type Options, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../core/identity/identity-ports.js';

/**
 * argon2id with the parameters of the OWASP password storage cheat sheet (19 MiB, two passes, one lane); it
 * runs on the thread pool of libuv.
 */
const parameters = {
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} satisfies Options;

/** The same characters typed on another machine are the same password (NIST SP 800-63B-4 section 3.1.1.2). */
const normalized = (password: string) => password.normalize('NFKC');

/**
 * Hashes by argon2id, and knows the bcrypt hashes that the service made before. Those vouch for the first 72 bytes of a
 * password only, and repeat it behind a NUL: what is longer, or holds a NUL, matches none of them.
 */
export class Argon2PasswordHasher implements PasswordHasher {
  /** Stands in for the hash of an account that does not exist; made once, of what nobody knows. */
  readonly #nobody = hash(crypto.getRandomValues(new Uint8Array(32)), parameters);

  hash(password: string): Promise<string> {
    return hash(normalized(password), parameters);
  }

  async verify(stored: string | undefined, password: string): Promise<boolean> {
    if (stored !== undefined && isBcrypt(stored) && bcryptTakes(password)) {
      const bcrypt = await import('@node-rs/bcrypt');
      return bcrypt.verify(password, stored);
    }
    const isHash = stored !== undefined && isArgon2(stored);
    const matches = await verify(isHash ? stored : await this.#nobody, normalized(password));
    return matches && isHash;
  }

  isOutdated(stored: string): boolean {
    const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$/.exec(stored) ?? [];
    return !(Number(memory) >= parameters.memoryCost && Number(passes) >= parameters.timeCost);
  }
}

/** What one login may cost, in KiB, and in KiB by passes: what libsodium calls sensitive, some 6 s. */
const mostMemory = 2 ** 20;
const mostWork = 4 * mostMemory;

/**
 * Whether the library can read it: it throws at anything else, and at base64 that could be written shorter. And whether
 * it may be computed.
 */
const isArgon2 = (stored: string): boolean => {
  const [, memory, passes, lanes, salt = '', digest = ''] = argon2Hash.exec(stored) ?? [];
  const [kib, work] = [Number(memory), Number(memory) * Number(passes)];
  const isSane = kib >= 8 * Number(lanes) && kib <= mostMemory && work <= mostWork;
  return isSane && [salt, digest].every(isBase64);
};

const argon2Hash =
  /^\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?m=(\d{1,7}),t=([1-9]\d{0,3}),p=([1-9]\d{0,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{16,128})$/;

const isBase64 = (text: string) =>
  Buffer.from(text, 'base64').toString('base64').replaceAll('=', '') === text;

/** Of a cost of 4 to 16, which takes some 4 s; and with a salt that ends as 16 bytes do: at another the library says no at once. */
const isBcrypt = (stored: string) =>
  /^\$2[abxy]\$(?:0[4-9]|1[0-6])\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{31}$/.test(stored);
const bcryptTakes = (password: string) => Buffer.byteLength(password) <= 72 && !password.includes('\0');
