import { AsyncLocalStorage } from 'node:async_hooks';
import type { Client } from 'pg';
import type { FeedStatus } from '../../core/identity/feed-status.js';
import type { CacheAgreement } from '../../core/shared/cache.js';
import type { Change } from '../../core/shared/changes.js';
import type { Log } from '../../core/shared/log.js';
import type { CacheInvalidation } from '../../core/shared/read-cache.js';
import { reasonOf } from '../../core/shared/reason.js';
import { replaceCacheServer } from './cache-agreement.js';
import { CacheInvalidations, type CacheListener } from './cache-invalidations.js';
import { type PollRow, pollForChanges, toChange } from './change-rows.js';
import type { Connection } from './database.js';
import { connectClient, newFeedClient } from './feed-client.js';
import { isFresh, maxAgeMs, maxSkewMs, type PollTime, pollTimeNow, skewOf } from './poll-time.js';
import { Turns } from './turns.js';

export interface ChangeFeedListeners {
  /** Applies changes synchronously. */
  readonly revocations: (changes: readonly Change[]) => void;
  readonly cache: CacheListener['invalidate'];
}

/** Milliseconds between two polls. */
const intervalMs = 250;
/** Time limit for reading all stored changes, in milliseconds. The instance lags meanwhile anyway. */
const catchUpTimeoutMs = 30_000;

/**
 * Polls the changes of other instances four times a second. It has its own connection, so that a busy pool does not make
 * it lag. After each reconnect it reads all stored changes, and lags until it has.
 */
export class ChangeFeed implements FeedStatus, CacheInvalidation {
  #client: Client | undefined;
  #snapshot: string | null = null;
  #server: string | undefined;
  #isSkewed = false;
  /** Start of the last poll that counts for the check of tokens. */
  #lastPoll: PollTime | undefined;
  readonly #invalidations: CacheInvalidations;
  #timer: NodeJS.Timeout | undefined;
  #polling: Promise<void> = Promise.resolve();
  readonly #turns = new Turns();
  #catchingUp: Promise<void> | undefined;
  #stopped = false;
  /** As last logged. */
  #isFollowing: boolean | undefined;
  /** Runs without the context of the request that waits for a poll: timers and the connection would keep it. */
  readonly #outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly connection: Connection,
    private readonly listeners: ChangeFeedListeners,
    private readonly log: Log,
  ) {
    this.#invalidations = new CacheInvalidations({
      invalidate: listeners.cache,
      propose: (server, current) => this.#propose(server, current),
    });
  }

  /** Starts polling. Resolves after the first poll, also if it fails. */
  async start(): Promise<void> {
    this.#polling = this.#pollOnce();
    await this.#polling;
  }

  /** Applies the revocations of this instance at once, even while the feed is down. The cache follows with the next poll. */
  committed(changes: readonly Change[]): void {
    this.listeners.revocations(changes);
  }

  /** Resolves when everything committed before the call is applied, or else the instance lags. */
  catchUp(): Promise<void> {
    // A running poll may have begun too early. Concurrent callers share the next one.
    this.#catchingUp ??= this.#polling.then(() => {
      this.#catchingUp = undefined;
      if (this.#stopped) return;
      clearTimeout(this.#timer);
      this.#polling = this.#outside(() => this.#pollOnce());
      return this.#polling;
    });
    return this.#catchingUp;
  }

  /**
   * Like `catchUp`, and waits until the cache has invalidated all of it.
   * @throws Error if the database or the cache does not confirm
   */
  async confirmInvalidation(): Promise<void> {
    const calledAt = performance.now();
    await this.catchUp();
    await this.#invalidations.invalidate();
    if (!this.#invalidations.hasConfirmedSince(calledAt))
      throw new Error('the invalidation is not confirmed');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    // A running poll may wait for a response that never comes.
    this.#disconnect();
    await this.#polling;
  }

  isLagging(): boolean {
    return !isFresh(this.#lastPoll);
  }

  /** Seconds since the changes of other instances were last read; Infinity: they cannot be. */
  age(): number {
    return this.#lastPoll === undefined
      ? Number.POSITIVE_INFINITY
      : (performance.now() - this.#lastPoll.at) / 1_000;
  }

  cacheAgreement(): CacheAgreement | undefined {
    return this.#invalidations.agreement();
  }

  /** Polls, reports the result, and schedules the next poll. */
  async #pollOnce(): Promise<void> {
    const began = performance.now();
    try {
      this.#report(await this.#poll());
    } catch (error) {
      this.#disconnect();
      this.#report(reasonOf(error));
    }
    if (this.#stopped) return;
    const next = () => {
      this.#polling = this.#pollOnce();
    };
    this.#timer = setTimeout(next, Math.max(0, began + intervalMs - performance.now()));
  }

  /** @returns why the poll does not count; undefined if it does */
  async #poll(): Promise<string | undefined> {
    const client = this.#client ?? (await this.#connect());
    const polledAt = pollTimeNow();
    const isCatchingUp = this.#snapshot === null;
    const timeout = isCatchingUp ? catchUpTimeoutMs : maxAgeMs;
    const statement = { text: pollForChanges, values: [this.#snapshot], query_timeout: timeout };
    const { rows } = await this.#turns.take(() => client.query<PollRow>(statement));
    const [{ snapshot, time, recovering, server, ...row }] = rows as [PollRow];
    if (recovering) return 'the database is in recovery';
    if (!isCatchingUp && server !== this.#server) throw new Error('the database is another server now');
    this.#server = server;
    const wasSkewed = this.#isSkewed;
    this.#isSkewed = skewOf(time, polledAt.wallOffset + polledAt.at, Date.now()) > maxSkewMs;
    // Expiry depends on the clock, so nothing is applied while it is wrong. Once it is right, everything is read again.
    this.#snapshot = wasSkewed && !this.#isSkewed ? null : snapshot;
    if (this.#isSkewed || wasSkewed) {
      this.#lastPoll = undefined;
      return `the clocks of the database and of this instance differ by more than ${maxSkewMs / 1_000} s`;
    }
    const changes = rows.filter(({ seq }) => seq !== null).map(toChange);
    this.listeners.revocations(changes);
    this.#lastPoll = polledAt;
    const agreement = { server: row.cache_server, epoch: row.cache_epoch };
    this.#invalidations.add(changes, { time: polledAt, agreement }, row.cache_previous === null);
    return undefined;
  }

  /** Stores the proposal. The other instances read it with their next poll, this one at once. */
  async #propose(server: string, current: CacheAgreement): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    if (!(await this.#turns.take(() => replaceCacheServer(client, server, current, maxAgeMs)))) return;
    const fields = { server, before: current.server };
    if (fields.before !== null)
      this.log.warn('another cache server is in use: its cache starts empty', fields);
    void this.catchUp();
  }

  #connect(): Promise<Client> {
    // It may be another database, and changes may have been missed: read everything again.
    this.#snapshot = null;
    const client = newFeedClient(this.connection);
    this.#client = client;
    return this.#turns.take(() => connectClient(client));
  }

  #disconnect() {
    this.#client?.end().catch(() => {});
    this.#client = undefined;
    this.#lastPoll = undefined;
    this.#invalidations.forgetPolls();
  }

  /** Logs each transition once. */
  #report(trouble: string | undefined) {
    const isFollowing = trouble === undefined;
    if (this.#isFollowing === isFollowing || this.#stopped) return;
    this.#isFollowing = isFollowing;
    if (isFollowing) this.log.info('the changes of other instances are followed');
    else this.log.warn('changes cannot be followed: tokens are checked in the database', { trouble });
  }
}
