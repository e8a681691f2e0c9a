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
   * @param generations what the value depends on, each by name
   * Never throws: a cache that cannot be asked answers a bypass.
   */
  look(key: string, generations: readonly string[]): Promise<CacheLook>;
  /** Keeps `value` if the generations of the ticket still stand. Never throws. */
  keep(key: string, ticket: CacheTicket, value: string): Promise<void>;
  /**
   * Forgets every value that depends on one of these generations. To be called after the commit and before
   * the answer. Rejects when the cache could not be told.
   */
  invalidate(generations: readonly string[]): Promise<void>;
  /** Whether the cache can be asked right now. */
  available(): Promise<boolean>;
}

/** The generations that stood when a reader missed: name → value. */
export type CacheTicket = Readonly<Record<string, string>>;

export type CacheLook =
  | { readonly outcome: 'hit'; readonly value: string }
  | { readonly outcome: 'miss'; readonly ticket: CacheTicket }
  | { readonly outcome: 'bypass' };
