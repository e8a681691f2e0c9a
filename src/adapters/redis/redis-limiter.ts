import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Limit, Limiter, LimitState } from '../../core/shared/limits.js';
import type { Log } from '../../core/shared/log.js';
import { Breaker } from './breaker.js';
import type { RedisSettings } from './redis-client.js';
import { RedisConnection } from './redis-connection.js';
import { isErrorReply, isOutOfMemory } from './redis-errors.js';
import { RedisStatus } from './redis-status.js';
import { RedisTimeout } from './redis-timeout.js';
import { readServerIds } from './server-ids.js';

/**
 * KEYS: the window. ARGV: its maximum and its milliseconds. Returns 1 if it was full, else 0; the calls that are left; and
 * the milliseconds until the window ends.
 */
const take = `
local max = tonumber(ARGV[1])
if tonumber(redis.call('GET', KEYS[1]) or '0') >= max then
  return {1, 0, math.max(redis.call('PTTL', KEYS[1]), 1)}
end
local count = redis.call('INCR', KEYS[1])
if count == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return {0, max - 1, tonumber(ARGV[2])}
end
return {0, max - count, math.max(redis.call('PTTL', KEYS[1]), 1)}`;

/** KEYS: the window. Does not recreate an expired window, and never counts below 0. */
const giveBack = `
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end`;

const scripts = { take: { lua: take, numberOfKeys: 1 }, giveBack: { lua: giveBack, numberOfKeys: 1 } };

interface Scripts {
  take(
    window: string,
    max: number,
    milliseconds: number,
  ): Promise<[isFull: number, remaining: number, milliseconds: number]>;
  giveBack(window: string): Promise<null>;
}

/**
 * Counts in Redis, for all instances. Each instance also counts its own requests in memory: so it enforces the limit
 * alone while Redis is down, with the counts from before, and when Redis comes back empty.
 *
 * It has its own connection: on the connection of the cache, commands would wait behind large values.
 */
export class RedisLimiter implements Limiter {
  readonly #connection: RedisConnection<Scripts>;
  readonly #redis: Redis & Scripts;
  readonly #status: RedisStatus;
  readonly #breaker = new Breaker();
  readonly #timeout = new RedisTimeout(50);

  /**
   * @param own counts the requests of this instance
   * @param namespace separates databases that share a Redis
   */
  constructor(
    settings: RedisSettings,
    private readonly own: Limiter,
    private readonly namespace: string,
    log: Log,
  ) {
    this.#status = new RedisStatus(log, {
      works: 'limits are counted in Redis, for all instances together',
      fails: 'each instance counts limits by itself',
    });
    this.#connection = new RedisConnection(settings, scripts, this.#status, {
      check: (redis) => this.#check(redis),
      onClose: () => {},
    });
    this.#redis = this.#connection.redis;
  }

  async take(limit: Limit, key: string): Promise<number> {
    return (await this.takeWithState(limit, key)).wait;
  }

  async takeWithState(limit: Limit, key: string): Promise<LimitState> {
    const own = await this.own.takeWithState(limit, key);
    if (own.wait > 0) return own;
    const shared = await this.#send(() =>
      this.#redis.take(this.#window(limit, key), limit.max, limit.seconds * 1000),
    );
    if (shared === undefined) return own;
    const [isFull, remaining, milliseconds] = shared;
    const reset = Math.ceil(milliseconds / 1000);
    if (isFull === 0) return { wait: 0, remaining: Math.min(own.remaining, remaining), reset };
    await this.own.giveBack(limit, key);
    return { wait: reset, remaining: 0, reset };
  }

  async giveBack(limit: Limit, key: string): Promise<void> {
    await this.own.giveBack(limit, key);
    // Even while the breaker is open: Redis may have counted a command whose reply came too late.
    if (!this.isConnected) return;
    await Promise.race([this.#redis.giveBack(this.#window(limit, key)), this.#timeout.expired()]).catch(
      () => {},
    );
  }

  /** Whether Redis is connected and has passed the check. */
  get isConnected(): boolean {
    return this.#connection.isUsable;
  }

  trouble(): string | undefined {
    return this.#status.trouble;
  }

  close(): void {
    this.#connection.close();
  }

  /** @throws if the server cannot count, or the user lacks a permission */
  async #check(redis: Redis & Scripts) {
    await readServerIds(redis);
    const window = `${this.namespace}:probe:limit`;
    try {
      // The second call is over the limit of one, and so also runs PTTL.
      await redis.take(window, 1, 1_000);
      await redis.take(window, 1, 1_000);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
    }
    await redis.giveBack(window);
    this.#breaker.succeeded();
  }

  /** The key is hashed, because it contains emails and addresses. */
  #window({ name }: Limit, key: string): string {
    return `${this.namespace}:limit:${name}:${createHash('sha256').update(key).digest('base64url')}`;
  }

  /** Returns undefined if Redis does not reply in time. It may have run the command nevertheless. */
  async #send<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (!this.isConnected || !this.#breaker.allows()) return undefined;
    try {
      const reply = await Promise.race([command(), this.#timeout.expired()]);
      this.#breaker.succeeded();
      this.#status.works();
      return reply;
    } catch (error) {
      if (!isErrorReply(error)) this.#breaker.failed();
      else if (!isOutOfMemory(error)) void this.#connection.check();
      if (this.#breaker.isOpen) this.#status.fails(error as Error);
      return undefined;
    }
  }
}
