import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Cache, CacheAgreement, CacheLook, CacheTicket } from '../../core/shared/cache.js';

/** Bytes of values and keys that one process keeps, and generations; about. */
const [maxBytes, maxGenerations] = [64 * 1024 * 1024, 200_000];

interface Kept {
  readonly ticket: CacheTicket;
  readonly value: Uint8Array;
}

/** The cache in the memory of this process, for when there is no Redis: the same contract, and no server to agree on. */
export class MemoryCache implements Cache {
  readonly #values: LRUCache<string, Kept>;
  readonly #generations = new LRUCache<string, string>({ max: maxGenerations });

  /** @param ttl seconds that a value is kept, give or take a tenth: what came together need not go together */
  constructor(private readonly ttl: number) {
    this.#values = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: ({ value }, key) => value.byteLength + 2 * key.length + 200,
    });
  }

  async look(_: CacheAgreement, key: string, generations: readonly string[]): Promise<CacheLook> {
    const kept = this.#values.get(key);
    if (kept?.ticket.size === generations.length && generations.every((name) => this.#stands(name, kept))) {
      return { outcome: 'hit', value: kept.value };
    }
    return { outcome: 'miss', ticket: new Map(generations.map((name) => [name, this.#generation(name)])) };
  }

  async keep(_: CacheAgreement, key: string, ticket: CacheTicket, value: Uint8Array): Promise<void> {
    const kept = { ticket, value };
    const ttl = this.ttl * 1000 * (0.9 + Math.random() / 5);
    if ([...ticket.keys()].every((name) => this.#stands(name, kept))) this.#values.set(key, kept, { ttl });
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

  #stands(name: string, { ticket }: Kept): boolean {
    const generation = ticket.get(name);
    return generation !== undefined && this.#generations.get(name) === generation;
  }

  #generation(name: string): string {
    const known = this.#generations.get(name);
    if (known !== undefined) return known;
    const made = randomUUID();
    this.#generations.set(name, made);
    return made;
  }
}
