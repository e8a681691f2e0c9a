/** Which cache server all instances use, as they have agreed through the database. */
export interface CacheAgreement {
  /** The ids that the server reports; null: none was used yet. */
  readonly server: string | null;
  /**
   * A random name of the time since that server is in force. The names of all values begin with it, so that a server
   * that comes back into force has nothing of what it had.
   */
  readonly epoch: string;
}

/** For a process that shares its cache with no other. */
export const unshared: CacheAgreement = { server: null, epoch: '' };

/**
 * A cache that never puts an old state back.
 *
 * Every value is kept together with generations: opaque names that stand for "nothing about this has
 * changed". Invalidating removes a generation; whoever finds it missing makes a new one. A reader that
 * misses gets a ticket with the generations of that moment, and what it then read from the database is
 * kept only if those still stand: a reader overtaken by a write cannot store what it saw before.
 */
export interface Cache {
  /**
   * @param agreement the server to ask, and no other
   * @param key names the value
   * @param generations what the value depends on, each by name and once, always in the same order
   * Never throws: a cache that cannot be asked, or does not answer soon, answers a bypass.
   */
  lookUp(agreement: CacheAgreement, key: string, generations: readonly string[]): Promise<CacheLookup>;
  /**
   * Keeps `value` if the generations of the ticket still stand, for about the time to live that the cache was given.
   * Never throws. Resolves when every look of this process that came too early for it has been answered.
   */
  store(agreement: CacheAgreement, key: string, lease: CacheLease, value: Uint8Array): Promise<void>;
  /**
   * Forgets every value that depends on one of these generations.
   * @returns undefined; or, where this instance is connected to another server than is in force, the one to propose
   * instead: nothing is confirmed then
   * @throws Error when the cache does not confirm it
   */
  invalidate(agreement: CacheAgreement, generations: readonly string[]): Promise<string | undefined>;
  /** Whether the cache can be asked right now, and is the one in force. */
  available(): Promise<boolean>;
  /** Why the cache cannot be used, in a sentence without names and addresses; undefined: it can. */
  trouble(): string | undefined;
}

/** The generations that stood when a reader missed: name → value. A value, once removed, never comes back. */
export type CacheLease = ReadonlyMap<string, string>;

export type CacheLookup =
  | { readonly outcome: 'hit'; readonly value: Uint8Array }
  | { readonly outcome: 'miss'; readonly ticket: CacheLease }
  | { readonly outcome: 'bypass' };
