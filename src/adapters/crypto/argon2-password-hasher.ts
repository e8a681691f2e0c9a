import { hash, type Options, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../core/identity/identity-ports.js';

/**
 * argon2id with the parameters of the OWASP password storage cheat sheet (19 MiB, two passes, one lane); it
 * runs on the thread pool of libuv.
 */
const parameters: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export class Argon2PasswordHasher implements PasswordHasher {
  /** Stands in for the hash of an account that does not exist; made once, of what nobody knows. */
  readonly #nobody = hash(crypto.getRandomValues(new Uint8Array(32)), parameters);

  hash(password: string): Promise<string> {
    return hash(password, parameters);
  }

  async verify(stored: string | undefined, password: string): Promise<boolean> {
    const matches = await verify(stored ?? (await this.#nobody), password);
    return matches && stored !== undefined;
  }
}
