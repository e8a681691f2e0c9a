/** The hashes of recovery codes, inside a unit of work. */
export interface RecoveryCodeRepository {
  /** Stores the codes of an account. They replace its earlier ones. */
  replace(userId: number, hashes: readonly string[]): Promise<void>;
  /** Removes a code. Returns true for exactly one of several concurrent calls. */
  take(userId: number, hash: string): Promise<boolean>;
  /** How many codes an account has left. */
  count(userId: number): Promise<number>;
}
