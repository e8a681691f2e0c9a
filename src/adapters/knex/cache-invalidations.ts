import type { CacheAgreement } from '../../core/shared/cache.js';
import type { Change } from '../../core/shared/changes.js';
import { isFresh, type Mark } from './feed-mark.js';

/** So many changes are kept one by one until the cache has confirmed them. */
const mostUnconfirmed = 1_000;
/**
 * Milliseconds after which every instance has polled an agreement, or lags: longer than `mostAge`, with room to spare.
 */
const settlingTime = 1_500;

interface Poll {
  readonly mark: Mark;
  readonly agreement: CacheAgreement;
}

export interface CacheListener {
  /**
   * Invalidates what is cached of these changes on the server in force.
   * @returns the server that is to be in force instead, where this instance is connected to that one; then nothing counts
   * as confirmed
   * @throws Error when the cache does not confirm it
   */
  invalidate(agreement: CacheAgreement, changes: readonly Change[]): Promise<string | undefined>;
  /** Proposes that server to all instances. */
  propose(server: string, instead: CacheAgreement): Promise<void>;
}

/** Passes changes on to the cache until it has confirmed them, and knows which poll was the last to be confirmed. */
export class CacheInvalidations {
  #polled: Poll | undefined;
  #confirmed: Poll | undefined;
  #unconfirmed: readonly Change[] = [];
  /** The epoch of the last poll, and the time by which every instance has polled it, or lags. */
  #epoch: string | undefined;
  #settledAt = 0;
  /** Another one after each `forgetPolls`. */
  #connection = {};
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(private readonly listener: CacheListener) {}

  /** Takes in what a poll returned. Does not wait for the cache: a slow one must not delay revocations. */
  add(changes: readonly Change[], poll: Poll, isFirstServer: boolean): void {
    this.#unconfirmed = inShort([...this.#unconfirmed, ...changes]);
    this.#polled = poll;
    if (this.#epoch !== poll.agreement.epoch) {
      this.#epoch = poll.agreement.epoch;
      // Before the first server no instance used any.
      this.#settledAt = isFirstServer ? 0 : performance.now() + settlingTime;
    }
    void this.invalidate();
  }

  /** Forgets which polls there were: more may have happened since than the next one returns. */
  forgetPolls(): void {
    this.#polled = undefined;
    this.#confirmed = undefined;
    this.#connection = {};
  }

  /** What was in force by the last poll that is confirmed, with every one before; undefined: that is too long ago. */
  agreement(): CacheAgreement | undefined {
    return isFresh(this.#confirmed?.mark) ? this.#confirmed?.agreement : undefined;
  }

  /** Invalidates everything that was polled before this call. Callers that wait for the same run share the next one. */
  invalidate(): Promise<void> {
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      this.#running = this.#run();
      return this.#running;
    });
    return this.#next;
  }

  /**
   * Whether no instance finds what was invalidated by now: a poll that began after that time is confirmed, and no
   * instance uses another server. While the server in force is new, one may, since it has not polled that yet.
   */
  hasConfirmedSince(time: number): boolean {
    const isConfirmed = this.#confirmed !== undefined && this.#confirmed.mark.at >= time;
    return isConfirmed && performance.now() >= this.#settledAt;
  }

  /** Only when all is confirmed does the mark move on. What fails is sent again after the next poll. */
  async #run(): Promise<void> {
    const [poll, sent, connection] = [this.#polled, this.#unconfirmed, this.#connection];
    if (poll === undefined) return;
    this.#unconfirmed = [];
    try {
      const server = await this.listener.invalidate(poll.agreement, sent);
      if (server !== undefined) {
        await this.listener.propose(server, poll.agreement);
        throw new Error('another server is to be in force');
      }
      if (this.#connection === connection) this.#confirmed = poll;
    } catch {
      this.#unconfirmed = inShort([...sent, ...this.#unconfirmed]);
    }
  }
}

/** Changes for the cache. When they are many, each kind as a whole: a cache that is away must not fill our memory. */
const inShort = (changes: readonly Change[]): readonly Change[] =>
  changes.length <= mostUnconfirmed
    ? changes
    : [...new Set(changes.map(({ kind }) => kind))].map((kind) => ({ seq: 0, kind, id: null, facts: null }));
