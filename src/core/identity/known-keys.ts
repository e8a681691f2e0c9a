import type { Change } from '../shared/changes.js';
import type { KeyFacts } from './api-key.js';

/** The keys that are kept in memory. */
const maxEntries = 10_000;
/** Milliseconds after which an entry is loaded again. */
const maxAge = 15 * 60_000;

/** Milliseconds of use after which an entry is moved to the end. Moving it at each use would cost as much as the rest. */
const moveAfter = 1_000;

interface Entry {
  readonly facts: KeyFacts;
  /** Milliseconds since 1970, like the next one. */
  readonly loadedAt: number;
  /** When it was last moved to the end. */
  movedAt: number;
  /** Whether a change concerns it, since it was loaded. */
  isOutdated: boolean;
}

/**
 * The keys that this instance knows, in memory, least recently used ones evicted.
 *
 * An entry is not used after a change that this instance has received. A change marks the entries that it concerns as
 * outdated, and begins another epoch; facts that were requested in an earlier epoch are not stored. So a query that read the state before a
 * change, and whose result arrives after it, leaves nothing behind. While the instance lags (see `FeedStatus`), entries must
 * be neither used nor stored.
 *
 * Entries are loaded again after 15 minutes. The feed retains changes for an hour at least: so even an instance that was cut
 * off for longer than that receives every change since its entries were loaded, before it stops lagging.
 */
export class KnownKeys {
  /** In the order of their last use, to the second. */
  readonly #entries = new Map<string, Entry>();
  #epoch = 0;

  /** @param max the number of entries */
  constructor(private readonly max = maxEntries) {}

  /** Increases with every change of keys or their owners. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The number of entries. */
  get size(): number {
    return this.#entries.size;
  }

  /** The facts of a key, if they are known and recent. Valid only while this instance is not lagging. */
  find(id: string, now: Date): KeyFacts | undefined {
    const entry = this.#entries.get(id);
    const time = now.getTime();
    if (entry === undefined || entry.isOutdated || Math.abs(time - entry.loadedAt) > maxAge) return undefined;
    if (time - entry.movedAt >= moveAfter) {
      entry.movedAt = time;
      this.#entries.delete(id);
      this.#entries.set(id, entry);
    }
    return entry.facts;
  }

  /** The facts of a key as last loaded, to recognize its hash. They may be outdated. */
  lastKnown(id: string): KeyFacts | undefined {
    return this.#entries.get(id)?.facts;
  }

  /** Stores facts, unless a change arrived since they were requested. @param epoch when they were requested */
  store(id: string, facts: KeyFacts, epoch: number, now: Date): void {
    if (epoch !== this.#epoch) return;
    this.#entries.delete(id);
    this.#entries.set(id, { facts, loadedAt: now.getTime(), movedAt: now.getTime(), isOutdated: false });
    if (this.#entries.size <= this.max) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }

  /** Forgets a key that does not exist any more. */
  forget(id: string): void {
    this.#entries.delete(id);
  }

  /** Applies changes of keys, users and service accounts. Their order and repetitions do not matter. */
  apply(changes: readonly Change[]): void {
    for (const { kind, id } of changes) {
      if (kind !== 'api_keys' && kind !== 'users' && kind !== 'service_accounts') continue;
      this.#epoch += 1;
      const owner = kind === 'users' ? 'userId' : 'serviceAccountId';
      if (kind === 'api_keys' && id !== null) this.#outdate(this.#entries.get(id));
      else
        for (const entry of this.#entries.values())
          if (id === null || entry.facts[owner] === Number(id)) this.#outdate(entry);
    }
  }

  #outdate(entry: Entry | undefined) {
    if (entry !== undefined) entry.isOutdated = true;
  }
}
