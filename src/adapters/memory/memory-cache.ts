import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Cache, CacheLook, CacheTicket } from '../../core/shared/cache.js';

/** Bytes of values and of generations that one process keeps, about. */
const maxBytes = 64 * 1024 * 1024;

/** The cache in the memory of this process, for when there is no Redis: the same contract. */
export class MemoryCache implements Cache {
  readonly #values: LRUCache<string, { readonly ticket: CacheTicket; readonly value: string }>;
  readonly #generations: LRUCache<string, string>;

  /** @param ttl seconds that a value is kept */
  constructor(ttl: number) {
    this.#values = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ value }, key) => 2 * (value.length + key.length) + 200,
      ttl: ttl * 1000,
    });
    this.#generations = new LRUCache({ max: 200_000 });
  }

  async look(key: string, generations: readonly string[]): Promise<CacheLook> {
    const ticket = Object.fromEntries(generations.map((name) => [name, this.#generation(name)]));
    const found = this.#values.get(key);
    return found !== undefined && isDeepStrictEqual(found.ticket, ticket)
      ? { outcome: 'hit', value: found.value }
      : { outcome: 'miss', ticket };
  }

  async keep(key: string, ticket: CacheTicket, value: string): Promise<void> {
    const stands = Object.entries(ticket).every(([name, made]) => this.#generations.get(name) === made);
    if (stands) this.#values.set(key, { ticket, value });
  }

  async invalidate(generations: readonly string[]): Promise<void> {
    for (const name of generations) this.#generations.delete(name);
  }

  async available(): Promise<boolean> {
    return true;
  }

  #generation(name: string): string {
    const known = this.#generations.get(name);
    if (known !== undefined) return known;
    const made = randomUUID();
    this.#generations.set(name, made);
    return made;
  }
}
