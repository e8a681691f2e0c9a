import type { CacheAgreement } from '../../core/shared/cache.js';
import type { Change } from '../../core/shared/changes.js';
import { isFresh, type PollTime } from './poll-time.js';

/** Maximum number of unconfirmed changes that are kept one by one. */
const maxUnconfirmed = 1_000;
/** Milliseconds after which every instance has polled an agreement or lags. Longer than `maxAgeMs`, as a margin. */
const settlingTimeMs = 1_500;

interface Poll {
  readonly time: PollTime;
  readonly agreement: CacheAgreement;
}

export interface CacheListener {
  /**
   * Invalidates the cached values of these changes on the agreed server.
   * @returns undefined if the agreed server has confirmed it. If this instance is connected to another server, the name
   * of that server, to be proposed; then nothing counts as confirmed.
   * @throws Error if the cache does not confirm
   */
  invalidate(agreement: CacheAgreement, changes: readonly Change[]): Promise<string | undefined>;
  /** Proposes a server to all instances, in place of the current agreement. */
  propose(server: string, current: CacheAgreement): Promise<void>;
}

/** Sends changes to the cache until it confirms them, and records the last poll whose changes are all confirmed. */
export class CacheInvalidations {
  #polled: Poll | undefined;
  #confirmed: Poll | undefined;
  #unconfirmed: readonly Change[] = [];
  /** The epoch of the last poll. From `#settledAt` on, every instance has polled it or lags. */
  #epoch: string | undefined;
  #settledAt = 0;
  /** Replaced by `forgetPolls`, so that a run can detect that it belongs to an earlier connection. */
  #connection = {};
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(private readonly listener: CacheListener) {}

  /** Adds the changes of a poll. Does not wait for the cache, since a slow cache must not delay revocations. */
  add(changes: readonly Change[], poll: Poll, isFirstServer: boolean): void {
    this.#unconfirmed = compact([...this.#unconfirmed, ...changes]);
    this.#polled = poll;
    if (this.#epoch !== poll.agreement.epoch) {
      this.#epoch = poll.agreement.epoch;
      // Before the first server was set, no instance used a server.
      this.#settledAt = isFirstServer ? 0 : performance.now() + settlingTimeMs;
    }
    void this.invalidate();
  }

  /** Discards all polls: the next one may not return everything that was committed since. */
  forgetPolls(): void {
    this.#polled = undefined;
    this.#confirmed = undefined;
    this.#connection = {};
  }

  /** Returns the agreement of the last confirmed poll; undefined if that poll is too old. */
  agreement(): CacheAgreement | undefined {
    return isFresh(this.#confirmed?.time) ? this.#confirmed?.agreement : undefined;
  }

  /** Invalidates everything that was polled before this call. Concurrent callers share the next run. */
  invalidate(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      this.#running = this.#run();
      return this.#running;
    });
    return this.#next;
  }

  /**
   * Returns whether no instance can still read a value that was invalidated before `time`: a poll that began later is
   * confirmed, and no instance uses another server. Shortly after a change of the server an instance that has not polled
   * it may still use the previous one.
   * @param time as returned by `performance.now()`
   */
  hasConfirmedSince(time: number): boolean {
    const isConfirmed = this.#confirmed !== undefined && this.#confirmed.time.at >= time;
    return isConfirmed && performance.now() >= this.#settledAt;
  }

  /** Confirms the last poll once all its changes are. Changes that fail are sent again after the next poll. */
  async #run(): Promise<void> {
    const [poll, sent, connection] = [this.#polled, this.#unconfirmed, this.#connection];
    if (poll === undefined) return;
    this.#unconfirmed = [];
    try {
      const server = await this.listener.invalidate(poll.agreement, sent);
      if (server !== undefined) {
        await this.listener.propose(server, poll.agreement);
        throw new Error('another cache server was proposed');
      }
      if (this.#connection === connection) this.#confirmed = poll;
    } catch {
      this.#unconfirmed = compact([...sent, ...this.#unconfirmed]);
    }
  }
}

/** Replaces many changes by one for each kind as a whole, so that memory stays bounded while the cache is down. */
const compact = (changes: readonly Change[]): readonly Change[] =>
  changes.length <= maxUnconfirmed
    ? changes
    : [...new Set(changes.map(({ kind }) => kind))].map((kind) => ({ seq: 0, kind, id: null, facts: null }));
