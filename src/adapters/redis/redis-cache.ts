import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Cache, CacheAgreement, CacheLease, CacheLookup } from '../../core/shared/cache.js';
import type { Log } from '../../core/shared/log.js';
import { Breaker } from './breaker.js';
import { ConnectedServer } from './connected-server.js';
import type { RedisSettings } from './redis-client.js';
import { RedisConnection } from './redis-connection.js';
import { isErrorReply, isOutOfMemory, UnusableServer } from './redis-errors.js';
import { RedisStatus } from './redis-status.js';
import { RedisTimeout } from './redis-timeout.js';
import { type Scripts, scripts } from './scripts.js';
import { readServerIds, type ServerIds } from './server-ids.js';

/** Minimum milliseconds between reconnects, while the server of the connection is not the agreed one. */
const reconnectAfter = 10_000;

/**
 * The cache in Redis, shared by all instances on one database.
 *
 * It uses only the agreed server (`CacheAgreement`), and reads the ids of the server on every connection. Keys of values
 * contain the epoch, and keys of generations the server's `run_id`. The previous release uses the same keys, so each of
 * the two invalidates what the other one has cached. A command is sent only on the connection to its server, and never
 * twice: a repeated `look` would create a removed generation again.
 */
export class RedisCache implements Cache {
  readonly #connection: RedisConnection<Scripts>;
  readonly #redis: Redis & Scripts;
  readonly #status: RedisStatus;
  readonly #breaker = new Breaker();
  readonly #readTimeout = new RedisTimeout(50);
  /** The server of the connection; undefined while there is none, or it cannot be used. */
  #server: ConnectedServer | undefined;
  #hasWarned = false;

  /**
   * @param options.namespace separates databases that share a Redis
   * @param options.ttl seconds that a value is cached, varied by up to 10%
   */
  constructor(
    settings: RedisSettings,
    private readonly options: { readonly namespace: string; readonly ttl: number },
    private readonly log: Log,
    private readonly readIds = readServerIds,
  ) {
    this.#status = new RedisStatus(log, {
      works: 'Redis is reachable: reads are cached',
      fails: 'reads go to the database, and each write takes a second and a half longer',
    });
    this.#connection = new RedisConnection(settings, scripts, this.#status, {
      check: () => this.#check(),
      onClose: () => {
        this.#server = undefined;
      },
    });
    this.#redis = this.#connection.redis;
  }

  async lookUp(agreement: CacheAgreement, key: string, generations: readonly string[]): Promise<CacheLookup> {
    const ids = this.#idsOf(agreement);
    if (ids === undefined || !this.#breaker.allows()) return { outcome: 'bypass' };
    const keys = this.#keys(ids, agreement, key, generations);
    const generationTtl = 2 * this.options.ttl;
    const reply = this.#redis.lookBuffer(keys.length, ...keys, ids.history, generationTtl, randomUUID());
    try {
      const found = await this.#monitor(Promise.race([reply, this.#readTimeout.expired()]));
      if (Buffer.isBuffer(found)) return { outcome: 'hit', value: found };
      return { outcome: 'miss', lease: new Map(generations.map((name, i) => [name, `${found[i]}`])) };
    } catch {
      return { outcome: 'bypass' };
    }
  }

  async store(agreement: CacheAgreement, key: string, lease: CacheLease, value: Uint8Array): Promise<void> {
    const ids = this.#idsOf(agreement);
    if (ids === undefined) return;
    const { ttl } = this.options;
    // Varied, so that values cached together do not expire together.
    const milliseconds = Math.round(ttl * 1000 * (0.9 + Math.random() / 5));
    const keys = this.#keys(ids, agreement, key, [...lease.keys()]);
    // ioredis would spread any other array into several arguments.
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    await this.#redis
      .keep(keys.length, ...keys, 2 * ttl, milliseconds, ...lease.values(), bytes)
      .catch(() => {});
    await turn();
  }

  async invalidate(agreement: CacheAgreement, generations: readonly string[]): Promise<string | undefined> {
    const server = this.#server;
    if (server === undefined) throw new Error('Redis is not connected');
    const keys = generations.map((name) => this.#generationKey(server.ids, name));
    try {
      await this.#redis.invalidate(keys.length, ...keys, server.ids.history);
    } catch (error) {
      // An error reply: the server may have changed, for example become a replica.
      if (isErrorReply(error)) await this.#connection.check();
      throw error;
    }
    const relation = server.compare(agreement);
    if (relation === 'agreed') {
      if (!this.#breaker.isOpen) this.#status.works();
      return undefined;
    }
    if (relation === 'proposed') return server.ids.id;
    // Reconnects, because the address may now lead to the agreed server.
    const error = new UnusableServer('other instances use another Redis server');
    this.#status.fails(error);
    if (performance.now() - server.since > reconnectAfter) this.#redis.disconnect(true);
    throw error;
  }

  async available(): Promise<boolean> {
    if (!this.#server?.isAgreed) return false;
    return this.#monitor(this.#redis.ping()).then(
      () => true,
      () => false,
    );
  }

  trouble(): string | undefined {
    return this.#status.trouble;
  }

  close(): void {
    this.#connection.close();
  }

  /** Returns the ids of the server; undefined if it is not the agreed one. */
  #idsOf(agreement: CacheAgreement): ServerIds | undefined {
    return this.#server?.ids.id === agreement.server ? this.#server?.ids : undefined;
  }

  #keys(ids: ServerIds, { epoch }: CacheAgreement, key: string, generations: readonly string[]): string[] {
    const value = `${this.options.namespace}:${epoch}:value:${key}`;
    return [value, ...generations.map((name) => this.#generationKey(ids, name))];
  }

  #generationKey({ run }: ServerIds, generation: string): string {
    return `${this.options.namespace}:${run}:generation:${generation}`;
  }

  /** Reads the ids of the server, and runs every script to check the permissions of the user. */
  async #check() {
    this.#server = undefined;
    const ids = await this.readIds(this.#redis);
    const keys = ['value', 'generation'].map((name) => `${this.options.namespace}:probe:${name}`);
    const generation = randomUUID();
    try {
      await this.#redis.lookBuffer(2, ...keys, ids.history, 60, generation);
      await this.#redis.keep(2, ...keys, 60, 1_000, generation, Buffer.from('probe'));
    } catch (error) {
      // A server that is out of memory can still invalidate.
      if (!isOutOfMemory(error)) throw error;
    }
    await this.#redis.invalidate(2, ...keys, ids.history);
    if (ids.history === '' && !this.#hasWarned) this.log.warn(withoutIds);
    this.#hasWarned ||= ids.history === '';
    this.#server = new ConnectedServer(ids);
    this.#breaker.succeeded();
  }

  /** Reports the outcome of a command to the breaker, which does not count error replies (out of memory) as failures. */
  async #monitor<T>(reply: Promise<T>): Promise<T> {
    try {
      const result = await reply;
      this.#breaker.succeeded();
      if (this.#server?.isAgreed) this.#status.works();
      return result;
    } catch (error) {
      if (!isErrorReply(error)) this.#breaker.failed();
      else if (!isOutOfMemory(error)) void this.#connection.check();
      if (this.#breaker.isOpen) this.#status.fails(error as Error);
      throw error;
    }
  }
}

const withoutIds =
  'this Redis reports no run_id and master_replid: each new connection starts with an empty cache, and only one instance at a time can use it';
