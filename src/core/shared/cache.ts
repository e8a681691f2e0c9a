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
   * @param key names the value
   * @param generations what the value depends on, each by name and once, always in the same order
   * Never throws: a cache that cannot be asked, or does not answer soon, answers a bypass.
   */
  look(key: string, generations: readonly string[]): Promise<CacheLook>;
  /**
   * Keeps `value` if the generations of the ticket still stand, for about the time to live that the cache was given.
   * Never throws. Resolves when every look of this process that came too early for it has been answered.
   */
  keep(key: string, ticket: CacheTicket, value: Uint8Array): Promise<void>;
  /** Forgets every value that depends on one of these generations. Rejects when the cache could not be told. */
  invalidate(generations: readonly string[]): Promise<void>;
  /** Whether the cache can be asked right now. */
  available(): Promise<boolean>;
}

/** The generations that stood when a reader missed: name → value. A value, once removed, never comes back. */
export type CacheTicket = ReadonlyMap<string, string>;

export type CacheLook =
  | { readonly outcome: 'hit'; readonly value: Uint8Array }
  | { readonly outcome: 'miss'; readonly ticket: CacheTicket }
  | { readonly outcome: 'bypass' };
