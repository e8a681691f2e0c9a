import { createHash } from 'node:crypto';
import { type Redis, ReplyError } from 'ioredis';
import type { Limit, Limiter } from '../../core/shared/limits.js';
import { Breaker } from './breaker.js';
import { Patience } from './patience.js';
import { openRedis, type RedisSettings } from './redis-client.js';

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
  readonly #redis: Redis & Scripts;
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
  ) {
    this.#redis = openRedis<Scripts>(settings, scripts);
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

  /** Whether Redis is reached. */
  get isConnected(): boolean {
    return this.#redis.status === 'ready';
  }

  close(): void {
    this.#redis.disconnect();
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
      return answer;
    } catch (error) {
      if (!(error instanceof ReplyError)) this.#breaker.failed();
      return undefined;
    }
  }
}
