import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Cache, CacheAgreement, CacheLease, CacheLookup } from '../../core/shared/cache.js';

/** Limits of one process: the approximate bytes of values and keys, and the number of generations. */
const [maxBytes, maxGenerations] = [64 * 1024 * 1024, 200_000];

interface Entry {
  readonly lease: CacheLease;
  readonly value: Uint8Array;
}

/** The cache in the memory of this process, without Redis. Has the same contract, but needs no agreement on a server. */
export class MemoryCache implements Cache {
  readonly #values: LRUCache<string, Entry>;
  readonly #generations = new LRUCache<string, string>({ max: maxGenerations });

  /** @param ttl seconds that a value is cached; varied by up to 10%, so that values do not expire all at once */
  constructor(private readonly ttl: number) {
    this.#values = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ value }, key) => value.byteLength + 2 * key.length + 200,
    });
  }

  async lookUp(_: CacheAgreement, key: string, generations: readonly string[]): Promise<CacheLookup> {
    const entry = this.#values.get(key);
    if (
      entry?.lease.size === generations.length &&
      generations.every((name) => this.#isCurrent(name, entry))
    ) {
      return { outcome: 'hit', value: entry.value };
    }
    return { outcome: 'miss', lease: new Map(generations.map((name) => [name, this.#currentOrNew(name)])) };
  }

  async store(_: CacheAgreement, key: string, lease: CacheLease, value: Uint8Array): Promise<void> {
    const entry = { lease, value };
    const ttl = this.ttl * 1000 * (0.9 + Math.random() / 5);
    if ([...lease.keys()].every((name) => this.#isCurrent(name, entry)))
      this.#values.set(key, entry, { ttl });
    await turn();
  }

  async invalidate(_: CacheAgreement, generations: readonly string[]): Promise<undefined> {
    for (const name of generations) this.#generations.delete(name);
  }

  trouble(): undefined {
    return undefined;
  }

  async available(): Promise<boolean> {
    return true;
  }

  #isCurrent(name: string, { lease }: Entry): boolean {
    const generation = lease.get(name);
    return generation !== undefined && this.#generations.get(name) === generation;
  }

  #currentOrNew(name: string): string {
    const current = this.#generations.get(name);
    if (current !== undefined) return current;
    const generation = randomUUID();
    this.#generations.set(name, generation);
    return generation;
  }
}
