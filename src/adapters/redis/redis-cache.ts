import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { type Redis, ReplyError } from 'ioredis';
import type { Cache, CacheLook, CacheTicket } from '../../core/shared/cache.js';
import type { Log } from '../../core/shared/log.js';
import { Breaker } from './breaker.js';
import { Patience } from './patience.js';
import { openRedis, type RedisSettings } from './redis-client.js';
import { type Scripts, scripts } from './scripts.js';

/**
 * The cache in Redis, shared by all instances on one database.
 *
 * Names begin with the run id of the server (INFO), asked for on every connection: one that was started again, perhaps
 * from an old snapshot, knows nothing under its new names. So a command has to go out on the connection that its names
 * belong to, and never twice: a look that is repeated would bring a removed generation back.
 */
export class RedisCache implements Cache {
  readonly #redis: Redis & Scripts;
  readonly #breaker = new Breaker();
  readonly #readPatience = new Patience(50);
  /** What all names on this connection begin with; undefined while there is none. */
  #names: string | undefined;
  #isUsable: boolean | undefined;

  /** @param options.namespace keeps databases apart that share a Redis; `ttl` in seconds, give or take a tenth */
  constructor(
    settings: RedisSettings,
    private readonly options: { readonly namespace: string; readonly ttl: number },
    private readonly log: Log,
  ) {
    this.#redis = openRedis<Scripts>(settings, scripts);
    this.#redis.on('ready', () => this.#learnNames());
    this.#redis.on('close', () => {
      this.#names = undefined;
      this.#report(false);
    });
  }

  async look(key: string, generations: readonly string[]): Promise<CacheLook> {
    if (this.#names === undefined || !this.#breaker.lets()) return { outcome: 'bypass' };
    const keys = this.#keys(this.#names, key, generations);
    const answer = this.#redis.lookBuffer(keys.length, ...keys, 2 * this.options.ttl, randomUUID());
    try {
      const found = await this.#watched(Promise.race([answer, this.#readPatience.isOver()]));
      if (Buffer.isBuffer(found)) return { outcome: 'hit', value: found };
      return { outcome: 'miss', ticket: new Map(generations.map((name, i) => [name, `${found[i]}`])) };
    } catch {
      return { outcome: 'bypass' };
    }
  }

  async keep(key: string, ticket: CacheTicket, value: Uint8Array): Promise<void> {
    if (this.#names === undefined) return;
    const { ttl } = this.options;
    // What came together need not go together.
    const life = Math.round(ttl * 1000 * (0.9 + Math.random() / 5));
    const keys = this.#keys(this.#names, key, [...ticket.keys()]);
    // ioredis takes any other array for several arguments.
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    await this.#redis.keep(keys.length, ...keys, 2 * ttl, life, ...ticket.values(), bytes).catch(() => {});
    await turn();
  }

  async invalidate(generations: readonly string[]): Promise<void> {
    if (generations.length === 0) return;
    const names = this.#names;
    if (names === undefined) throw new Error('Redis is not connected');
    await this.#redis.unlink(generations.map((name) => generationKey(names, name)));
  }

  async available(): Promise<boolean> {
    if (this.#names === undefined) return false;
    return this.#watched(this.#redis.ping()).then(
      () => true,
      () => false,
    );
  }

  close(): void {
    this.#redis.disconnect();
  }

  #keys(names: string, key: string, generations: readonly string[]): string[] {
    return [`${names}:value:${key}`, ...generations.map((name) => generationKey(names, name))];
  }

  async #learnNames() {
    try {
      const [, runId] = /^run_id:(\w+)/m.exec(await this.#redis.info('server')) ?? [];
      if (runId === undefined) throw new Error('INFO tells no run_id');
      this.#names = `${this.options.namespace}:${runId}`;
      this.#breaker.succeeded();
      this.#report(true);
    } catch (error) {
      this.#report(false, { error });
      // The next connection asks again.
      this.#redis.disconnect(true);
    }
  }

  /** Whether Redis answers at all is what the breaker goes by: who says "out of memory" is alive. */
  async #watched<T>(answer: Promise<T>): Promise<T> {
    try {
      const answered = await answer;
      this.#breaker.succeeded();
      this.#report(true);
      return answered;
    } catch (error) {
      if (!(error instanceof ReplyError)) this.#breaker.failed();
      if (this.#breaker.isOpen) this.#report(false);
      throw error;
    }
  }

  /** Once per transition, however often it tries. */
  #report(isUsable: boolean, fields?: object) {
    if (isUsable === this.#isUsable) return;
    this.#isUsable = isUsable;
    if (isUsable) this.log.info('Redis is reachable: reads are cached');
    else this.log.warn('Redis is not reachable: reads go to the database', { ...fields });
  }
}

const generationKey = (names: string, generation: string) => `${names}:generation:${generation}`;
