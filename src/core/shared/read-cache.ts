import type { Cache, CacheAgreement, CacheLease, CacheLookup } from './cache.js';

/** What a read cache has to know of changes, by whomever they were made. */
export interface CacheInvalidation {
  /**
   * The cache server in force. Undefined while a change that is older than a second may not have been forgotten by the
   * cache, or another server may be in force for as long. Worked out anew at each call: an answer that was kept would be
   * believed by a process that has slept since.
   */
  cacheAgreement(): CacheAgreement | undefined;
  /**
   * Resolves when the cache has forgotten every change that was committed before this call; rejects when it may not
   * have.
   */
  confirmInvalidation(): Promise<void>;
}

/** Resolves after so many milliseconds of a clock that nobody can set. */
export type Pause = (milliseconds: number) => Promise<void>;

/** A value that was read from the database. */
export interface FreshRead {
  readonly value: Uint8Array;
  /** False: the cache must not keep it, since the next read may find more. */
  readonly isCacheable: boolean;
}

export interface CachedRead {
  readonly value: Uint8Array;
  /** hit: from the cache; miss: read, and kept; bypass: read, and not kept. */
  readonly outcome: CacheLookup['outcome'];
}

/** Milliseconds: longer than the second after which whoever has not heard of a change is blind, with room to spare. */
const invalidationTimeout = 1_500;

/**
 * Reads through a cache that several instances share, and writes that no later read is behind of.
 *
 * Why no read that begins after a write was answered shows the state before it:
 *
 * 1. *Kept values.* A value carries generations that its reader saw before asking the database. The write's answer goes
 *    out when these have been removed (`waitForInvalidation`), and a generation never comes back. Whoever stores a value of
 *    before is refused, whoever finds one does not take it; a generation made since was made after the commit, and so
 *    was every read of the database under it.
 * 2. *Joined reads.* Who misses joins another's read only if both saw the same generations in the same epoch. If the
 *    other one had begun before the write, it saw generations that are gone, and the two differ. Without the epoch they
 *    might not: a server that comes back into force has generations of before.
 * 3. *A cache that cannot be told.* The write is committed, and every instance learns of it from the database within a
 *    second or is blind: it does not ask the cache until it has caught up, and the cache has confirmed all of it. So
 *    the answer waits for longer than that second, and then nobody is left who would serve the old value. It may be
 *    there still, and be found again only by those who have removed its generations.
 * 4. *Other people's writes.* What an answer tells may rest on a write that nobody has been told of: that of an instance
 *    which died before it answered, found by the client's second attempt. So each answer, a refusal too, waits for
 *    everything that was committed before it, and not for its own change alone.
 *
 * 5. *Another cache server.* A read uses only the server that was in force by the last poll, and only values of its
 *    epoch. A write that is confirmed there waits all the same while that server is new: for as long as another instance
 *    may still use the one before.
 *
 * Blindness is looked at when the read has begun, and before the cache is asked. docs/adr/0007 has the whole argument.
 */
export class ReadCache {
  readonly #fills = new Map<string, Promise<FreshRead>>();

  constructor(
    private readonly cache: Cache,
    private readonly changes: CacheInvalidation,
    private readonly pause: Pause,
  ) {}

  /**
   * @param key names the value
   * @param dependsOn the generations of what `fill` reads, always in the same order
   * @param fill reads the value from the primary database; what it throws, this throws, and nothing is kept
   * @param admit runs first when the read is no hit, for each caller, also one that joins another's read; what it
   *   throws, this throws to that caller alone
   */
  async read(
    key: string,
    dependsOn: readonly string[],
    fill: () => Promise<FreshRead>,
    admit: () => Promise<void>,
  ): Promise<CachedRead> {
    const agreement = this.changes.cacheAgreement();
    const look: CacheLookup =
      agreement === undefined ? { outcome: 'bypass' } : await this.cache.lookUp(agreement, key, dependsOn);
    if (look.outcome === 'hit') return look;
    await admit();
    const isJoinable = look.outcome === 'miss' && agreement !== undefined;
    const reading = isJoinable ? this.#fillOnce(agreement, key, look.ticket, fill) : fill();
    const { value, isCacheable } = await reading;
    return { outcome: isCacheable ? look.outcome : 'bypass', value };
  }

  /** Between the end of a transaction and its answer, whatever that is: units of work call it. Never throws. */
  async waitForInvalidation(): Promise<void> {
    const later = this.pause(invalidationTimeout);
    await Promise.race([this.changes.confirmInvalidation().catch(() => later), later]);
  }

  #fillOnce(
    agreement: CacheAgreement,
    key: string,
    ticket: CacheLease,
    fill: () => Promise<FreshRead>,
  ): Promise<FreshRead> {
    const name = JSON.stringify([agreement.epoch, key, ...ticket.values()]);
    const begun = this.#fills.get(name);
    if (begun !== undefined) return begun;
    const filling = fill();
    this.#fills.set(name, filling);
    const end = () => this.#fills.delete(name);
    const keep = async ({ value, isCacheable }: FreshRead) => {
      if (isCacheable) await this.cache.store(agreement, key, ticket, value);
    };
    filling.then(keep).then(end, end);
    return filling;
  }
}
