/**
 * Hashes passwords, off the event loop. `hash` and `verify` reject with DomainError `unavailable` if too many others wait.
 */
export interface PasswordHasher {
  /** Returns a PHC string, which includes salt and parameters. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password matches the hash. Without a valid hash (unknown account, no password set yet) it returns false
   * after the same time.
   */
  verify(hash: string | undefined, password: string): Promise<boolean>;
  /** Whether `verify` knows the algorithm of the hash and accepts its cost, so that a password can match it. */
  canVerify(hash: string): boolean;
  /** Whether the hash was made with another algorithm, or with weaker parameters, than a new one would be. */
  isOutdated(hash: string): boolean;
}
