import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Limit, Limiter } from '../../core/shared/limits.js';
import type { Log } from '../../core/shared/log.js';
import { Breaker } from './breaker.js';
import { Patience } from './patience.js';
import type { RedisSettings } from './redis-client.js';
import { RedisConnection } from './redis-connection.js';
import { askForIds } from './server-ids.js';
import { isFull, isReply, Standing } from './standing.js';

/** KEYS: the window. ARGV: how many it may count, and its milliseconds. Answers 0, or in how many of them it ends. */
const take = `
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then
  return math.max(redis.call('PTTL', KEYS[1]), 1)
end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/** KEYS: the window. One that is over is not begun again, and none counts below nothing. */
const giveBack = `
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end`;

const scripts = { take: { lua: take, numberOfKeys: 1 }, giveBack: { lua: giveBack, numberOfKeys: 1 } };

interface Scripts {
  take(window: string, most: number, milliseconds: number): Promise<number>;
  giveBack(window: string): Promise<null>;
}

/**
 * Counts in Redis, for all instances. What this instance let through is also counted in its own memory: so it holds the
 * limit alone while Redis is away, from what it knew before, and also when Redis comes back empty.
 *
 * On a connection of its own, since on the one of the cache a count would have to wait for large values.
 */
export class RedisLimiter implements Limiter {
  readonly #connection: RedisConnection<Scripts>;
  readonly #redis: Redis & Scripts;
  readonly #standing: Standing;
  readonly #breaker = new Breaker();
  readonly #patience = new Patience(50);

  /**
   * @param own counts what this instance lets through
   * @param namespace keeps databases apart that share a Redis
   */
  constructor(
    settings: RedisSettings,
    private readonly own: Limiter,
    private readonly namespace: string,
    log: Log,
  ) {
    this.#standing = new Standing(log, {
      works: 'limits are counted in Redis, for all instances together',
      fails: 'each instance counts limits by itself',
    });
    this.#connection = new RedisConnection(settings, scripts, this.#standing, {
      check: (redis) => this.#check(redis),
      onClose: () => {},
    });
    this.#redis = this.#connection.redis;
  }

  async take(limit: Limit, key: string): Promise<number> {
    const wait = await this.own.take(limit, key);
    if (wait > 0) return wait;
    const left = await this.#ask(() =>
      this.#redis.take(this.#window(limit, key), limit.most, limit.seconds * 1000),
    );
    if (left === undefined || left === 0) return 0;
    await this.own.giveBack(limit, key);
    return Math.ceil(left / 1000);
  }

  async giveBack(limit: Limit, key: string): Promise<void> {
    await this.own.giveBack(limit, key);
    // Even while Redis is not asked for its lateness: it may have counted what it did not answer to in time.
    if (!this.isConnected) return;
    await Promise.race([this.#redis.giveBack(this.#window(limit, key)), this.#patience.isOver()]).catch(
      () => {},
    );
  }

  /** Whether Redis is reached, and counts. */
  get isConnected(): boolean {
    return this.#connection.isUsable;
  }

  trouble(): string | undefined {
    return this.#standing.trouble;
  }

  close(): void {
    this.#connection.close();
  }

  /** @throws where this server does not count, or this user may not let it */
  async #check(redis: Redis & Scripts) {
    await askForIds(redis);
    const window = `${this.namespace}:probe:limit`;
    try {
      // One at most for each second: what is over the limit reads the time that is left.
      await redis.take(window, 1, 1_000);
      await redis.take(window, 1, 1_000);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    await redis.giveBack(window);
    this.#breaker.succeeded();
  }

  /** Keys hold emails and addresses, which are nobody's business in Redis. */
  #window({ name }: Limit, key: string): string {
    return `${this.namespace}:limit:${name}:${createHash('sha256').update(key).digest('base64url')}`;
  }

  /** Undefined: Redis does not answer, or not in time. It may have counted all the same. */
  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (!this.isConnected || !this.#breaker.lets()) return undefined;
    try {
      const answer = await Promise.race([question(), this.#patience.isOver()]);
      this.#breaker.succeeded();
      this.#standing.works();
      return answer;
    } catch (error) {
      if (!isReply(error)) this.#breaker.failed();
      else if (!isFull(error)) void this.#connection.check();
      if (this.#breaker.isOpen) this.#standing.fails(error as Error);
      return undefined;
    }
  }
}
