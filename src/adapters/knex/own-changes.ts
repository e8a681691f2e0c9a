import { AsyncResource } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { FeedStatus } from '../../core/identity/feed-status.js';
import { type CacheAgreement, unshared } from '../../core/shared/cache.js';
import type { Change } from '../../core/shared/changes.js';
import type { CacheInvalidation } from '../../core/shared/read-cache.js';
import type { ChangeFeedListeners } from './change-feed.js';
import { readChanges } from './change-rows.js';

/** Milliseconds between two attempts to read the changes. */
const retryMs = 250;

/**
 * Replaces `ChangeFeed` where this process is the only writer. It knows all changes except those of a COMMIT without a
 * response. After such a COMMIT it lags until it has read the changes again: tokens are checked in the database, and the
 * cache is bypassed.
 */
export class OwnChanges implements FeedStatus, CacheInvalidation {
  #isUncertain = false;
  #isReading = false;
  #mustReadAgain = false;
  #isStopped = false;
  /** Resolves when everything that was committed is invalidated. */
  #invalidated: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Knex,
    private readonly listeners: ChangeFeedListeners,
  ) {}

  /** Reads the changes from before this start. */
  async start(): Promise<void> {
    // Bound to the context of the start: it outlives the request whose statement was abandoned.
    const onAbandoned = AsyncResource.bind(() => {
      this.#isUncertain = true;
      this.#mustReadAgain = true;
      if (!this.#isReading) void this.#readAgain();
    });
    this.database.client.on('abandoned', onAbandoned);
    await this.#read();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
  }

  committed(changes: readonly Change[]): void {
    this.listeners.revocations(changes);
    this.#invalidated = Promise.all([this.#invalidated, this.listeners.cache(unshared, changes)]);
  }

  /** There are no changes of other instances. */
  async catchUp(): Promise<void> {}

  isLagging(): boolean {
    return this.#isUncertain;
  }

  /** Seconds since the changes of other instances were last read; Infinity: they cannot be. */
  age(): number {
    return this.#isUncertain ? Number.POSITIVE_INFINITY : 0;
  }

  cacheAgreement(): CacheAgreement | undefined {
    return this.#isUncertain ? undefined : unshared;
  }

  /**
   * Waits for the invalidations of all calls of `committed`. The database has one connection, so `committed` was called
   * before any other transaction could read the change.
   */
  async confirmInvalidation(): Promise<void> {
    await this.#invalidated;
  }

  /** The database has one session, so this query runs after any abandoned statement has finished. */
  async #read(): Promise<void> {
    const changes = await readChanges(this.database);
    this.listeners.revocations(changes);
    await this.listeners.cache(unshared, changes);
  }

  async #readAgain(): Promise<void> {
    this.#isReading = true;
    while (this.#mustReadAgain && !this.#isStopped) {
      this.#mustReadAgain = false;
      try {
        await this.#read();
      } catch {
        this.#mustReadAgain = true;
        await sleep(retryMs, undefined, { ref: false });
      }
    }
    this.#isReading = false;
    this.#isUncertain = this.#mustReadAgain;
  }
}
