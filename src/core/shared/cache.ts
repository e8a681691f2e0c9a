/** The cache server that all instances use, as agreed through the database. */
export interface CacheAgreement {
  /** The ids that the server reports; null: no server was used yet. */
  readonly server: string | null;
  /**
   * A random id, created when the instances agree on a server. It is a prefix of all keys, so that a server that is
   * agreed on again does not return values from before.
   */
  readonly epoch: string;
}

/** For a cache in the memory of a single process. */
export const unshared: CacheAgreement = { server: null, epoch: '' };

/**
 * A cache that never stores a stale value.
 *
 * Every value is stored with generations: random tokens, one for each name that the value depends on. Invalidating a name
 * removes its generation, and the next lookup creates another one. A lookup that misses returns a lease with the
 * generations of that moment. The value that the reader then reads from the database is stored only if these are still
 * current. So a reader that a write has overtaken cannot store the old value.
 */
export interface Cache {
  /**
   * @param agreement names the only server that may be used
   * @param key the name of the value
   * @param generations the names that the value depends on: each once, always in the same order
   * Never throws: if the cache is unavailable or slow, the outcome is `bypass`.
   */
  lookUp(agreement: CacheAgreement, key: string, generations: readonly string[]): Promise<CacheLookup>;
  /**
   * Stores `value` for about the configured time to live, if the generations of the lease are still current. Never
   * throws. Resolves when every lookup that this process began too early to see the value has returned.
   */
  store(agreement: CacheAgreement, key: string, lease: CacheLease, value: Uint8Array): Promise<void>;
  /**
   * Removes these generations, and so invalidates every value that depends on one of them.
   * @returns undefined if the cache has confirmed it. If this instance is connected to another server than the agreed
   * one: that server, to be proposed instead; then nothing is confirmed
   * @throws Error if the cache does not confirm it
   */
  invalidate(agreement: CacheAgreement, generations: readonly string[]): Promise<string | undefined>;
  /** Whether the cache is reachable and the agreed one. */
  available(): Promise<boolean>;
  /** Why the cache cannot be used, in a sentence without host names and addresses; undefined: it can. */
  trouble(): string | undefined;
}

/** Permission to store a value: the generations at the time of the miss, by name. A removed generation never returns. */
export type CacheLease = ReadonlyMap<string, string>;

export type CacheLookup =
  | { readonly outcome: 'hit'; readonly value: Uint8Array }
  | { readonly outcome: 'miss'; readonly lease: CacheLease }
  | { readonly outcome: 'bypass' };
