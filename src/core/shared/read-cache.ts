import type { Cache, CacheAgreement, CacheLease, CacheLookup } from './cache.js';
import type { Pause } from './pause.js';

/** The invalidations of the cache, by writes of any instance. */
export interface CacheInvalidation {
  /**
   * The cache server that may be used now. Undefined if it may still hold values that a change made stale more than a
   * second ago, or if the instances may have agreed on another server. Computed at each call: a stored result would still
   * be trusted by a process that was suspended in the meantime.
   */
  cacheAgreement(): CacheAgreement | undefined;
  /** Resolves when the cache has dropped every change committed before this call; rejects if that is uncertain. */
  confirmInvalidation(): Promise<void>;
}

/** A value read from the database. */
export interface FreshRead {
  readonly value: Uint8Array;
  /** False: must not be cached, since the next read may find more. */
  readonly isCacheable: boolean;
}

/** The result of a read. */
export interface CachedRead {
  readonly value: Uint8Array;
  /** `hit`: from the cache. `miss`: read and cached. `bypass`: read and not cached. */
  readonly outcome: CacheLookup['outcome'];
}

/** Milliseconds: longer than the second after which an instance that has missed a change is lagging. */
const invalidationTimeout = 1_500;

/**
 * A read-through cache that several instances share. A read that begins after a write was acknowledged never returns the
 * state before that write. The argument has five parts; docs/adr/0007 has it in full.
 *
 * 1. *Cached values.* A value is stored with the generations that its reader saw before it queried the database. A write
 *    is acknowledged only after its generations have been removed (`waitForInvalidation`), and a removed generation never
 *    returns. So a value from before the write can neither be stored nor be a hit. A new generation is created after the
 *    commit, and so are all database reads under it.
 * 2. *Joined reads.* A miss joins a read in progress only if both saw the same generations in the same epoch. A read that
 *    began before the write saw removed generations, so the two differ. The epoch is needed because a server that is
 *    agreed on again still has its old generations.
 * 3. *An unreachable cache.* The write is committed but cannot be invalidated. Each instance learns of it from the database
 *    within a second, or else is lagging. A lagging instance does not use the cache until it has caught up and the cache
 *    has confirmed all invalidations. So the write waits for longer than a second before it is acknowledged. By then no
 *    instance serves the old value.
 * 4. *Writes of other requests.* A response may depend on a write that was never acknowledged. Example: an instance commits
 *    and crashes, and the client's retry finds the result. So every response, errors included, waits for everything that
 *    was committed before it, not only for its own changes.
 * 5. *A change of the cache server.* A read uses only the server agreed on at the last poll, and only values of its epoch.
 *    While that server is new, a confirmed write still waits as long as another instance may use the previous one.
 *
 * `cacheAgreement` is called after the read has begun and before the cache is used.
 */
export class ReadCache {
  readonly #fills = new Map<string, Promise<FreshRead>>();

  constructor(
    private readonly cache: Cache,
    private readonly changes: CacheInvalidation,
    private readonly pause: Pause,
  ) {}

  /**
   * @param key the name of the value
   * @param dependsOn the names of the generations of everything that `fill` reads, always in the same order
   * @param fill reads the value from the primary database. If it throws, the error is passed on and nothing is cached
   * @param admit runs before a read that is not a hit, for each caller, including those that join a read in progress.
   *   Its error is passed on to that caller alone
   */
  async read(
    key: string,
    dependsOn: readonly string[],
    fill: () => Promise<FreshRead>,
    admit: () => Promise<void>,
  ): Promise<CachedRead> {
    const agreement = this.changes.cacheAgreement();
    const lookup: CacheLookup =
      agreement === undefined ? { outcome: 'bypass' } : await this.cache.lookUp(agreement, key, dependsOn);
    if (lookup.outcome === 'hit') return lookup;
    await admit();
    const isJoinable = lookup.outcome === 'miss' && agreement !== undefined;
    const reading = isJoinable ? this.#fillOnce(agreement, key, lookup.lease, fill) : fill();
    const { value, isCacheable } = await reading;
    return { outcome: isCacheable ? lookup.outcome : 'bypass', value };
  }

  /** Called by units of work after the transaction, before the result or error is returned. Never throws. */
  async waitForInvalidation(): Promise<void> {
    const timeout = this.pause(invalidationTimeout);
    await Promise.race([this.changes.confirmInvalidation().catch(() => timeout), timeout]);
  }

  #fillOnce(
    agreement: CacheAgreement,
    key: string,
    lease: CacheLease,
    fill: () => Promise<FreshRead>,
  ): Promise<FreshRead> {
    const name = JSON.stringify([agreement.epoch, key, ...lease.values()]);
    const inProgress = this.#fills.get(name);
    if (inProgress !== undefined) return inProgress;
    const filling = fill();
    this.#fills.set(name, filling);
    const end = () => this.#fills.delete(name);
    const store = async ({ value, isCacheable }: FreshRead) => {
      if (isCacheable) await this.cache.store(agreement, key, lease, value);
    };
    filling.then(store).then(end, end);
    return filling;
  }
}
