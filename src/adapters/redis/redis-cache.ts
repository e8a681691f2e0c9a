import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Cache, CacheAgreement, CacheLook, CacheTicket } from '../../core/shared/cache.js';
import type { Log } from '../../core/shared/log.js';
import { Breaker } from './breaker.js';
import { ConnectedServer } from './connected-server.js';
import { Patience } from './patience.js';
import type { RedisSettings } from './redis-client.js';
import { RedisConnection } from './redis-connection.js';
import { type Scripts, scripts } from './scripts.js';
import { askForIds, type ServerIds } from './server-ids.js';
import { isFull, isReply, Standing, UnusableServer } from './standing.js';

/** Milliseconds: the least for which a connection is kept to a server that is not in force. */
const reconnectAfter = 10_000;

/**
 * The cache in Redis, shared by all instances on one database.
 *
 * It uses only the server in force (`CacheAgreement`), whose ids it asks for on every connection. The names of values begin
 * with the epoch, those of generations with the server's `run_id`: so had them the release before this, and each of the
 * two invalidates what the other one cached. A command has to go out on the connection of its server, and never twice: a
 * look that is repeated would bring a removed generation back.
 */
export class RedisCache implements Cache {
  readonly #connection: RedisConnection<Scripts>;
  readonly #redis: Redis & Scripts;
  readonly #standing: Standing;
  readonly #breaker = new Breaker();
  readonly #readPatience = new Patience(50);
  /** At the other end of the connection; undefined while there is none, or none to use. */
  #server: ConnectedServer | undefined;
  #hasWarned = false;

  /** @param options.namespace keeps databases apart that share a Redis; `ttl` in seconds, give or take a tenth */
  constructor(
    settings: RedisSettings,
    private readonly options: { readonly namespace: string; readonly ttl: number },
    private readonly log: Log,
    private readonly getIds = askForIds,
  ) {
    this.#standing = new Standing(log, {
      works: 'Redis is reachable: reads are cached',
      fails: 'reads go to the database, and each write takes a second and a half longer',
    });
    this.#connection = new RedisConnection(settings, scripts, this.#standing, {
      check: () => this.#check(),
      onClose: () => {
        this.#server = undefined;
      },
    });
    this.#redis = this.#connection.redis;
  }

  async look(agreement: CacheAgreement, key: string, generations: readonly string[]): Promise<CacheLook> {
    const ids = this.#idsOf(agreement);
    if (ids === undefined || !this.#breaker.lets()) return { outcome: 'bypass' };
    const keys = this.#keys(ids, agreement, key, generations);
    const life = 2 * this.options.ttl;
    const answer = this.#redis.lookBuffer(keys.length, ...keys, ids.history, life, randomUUID());
    try {
      const found = await this.#watched(Promise.race([answer, this.#readPatience.isOver()]));
      if (Buffer.isBuffer(found)) return { outcome: 'hit', value: found };
      return { outcome: 'miss', ticket: new Map(generations.map((name, i) => [name, `${found[i]}`])) };
    } catch {
      return { outcome: 'bypass' };
    }
  }

  async keep(agreement: CacheAgreement, key: string, ticket: CacheTicket, value: Uint8Array): Promise<void> {
    const ids = this.#idsOf(agreement);
    if (ids === undefined) return;
    const { ttl } = this.options;
    // What came together need not go together.
    const life = Math.round(ttl * 1000 * (0.9 + Math.random() / 5));
    const keys = this.#keys(ids, agreement, key, [...ticket.keys()]);
    // ioredis takes any other array for several arguments.
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    await this.#redis.keep(keys.length, ...keys, 2 * ttl, life, ...ticket.values(), bytes).catch(() => {});
    await turn();
  }

  async invalidate(agreement: CacheAgreement, generations: readonly string[]): Promise<string | undefined> {
    const server = this.#server;
    if (server === undefined) throw new Error('Redis is not connected');
    const keys = generations.map((name) => this.#generationKey(server.ids, name));
    try {
      await this.#redis.invalidate(keys.length, ...keys, server.ids.history);
    } catch (error) {
      // It answers, and refuses: it may have become another, such as a replica.
      if (isReply(error)) await this.#connection.check();
      throw error;
    }
    const standing = server.compare(agreement);
    if (standing === 'in force') {
      if (!this.#breaker.isOpen) this.#standing.works();
      return undefined;
    }
    if (standing === 'proposed') return server.ids.id;
    // The address may lead to the server in force by now.
    const error = new UnusableServer('other instances use another Redis server');
    this.#standing.fails(error);
    if (performance.now() - server.since > reconnectAfter) this.#redis.disconnect(true);
    throw error;
  }

  async available(): Promise<boolean> {
    if (!this.#server?.isInForce) return false;
    return this.#watched(this.#redis.ping()).then(
      () => true,
      () => false,
    );
  }

  trouble(): string | undefined {
    return this.#standing.trouble;
  }

  close(): void {
    this.#connection.close();
  }

  /** Undefined: the server at the other end is not the one in force. */
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

  /** Learns which server it is, and tries everything that this user has to be allowed. */
  async #check() {
    this.#server = undefined;
    const ids = await this.getIds(this.#redis);
    const keys = ['value', 'generation'].map((name) => `${this.options.namespace}:probe:${name}`);
    const generation = randomUUID();
    try {
      await this.#redis.lookBuffer(2, ...keys, ids.history, 60, generation);
      await this.#redis.keep(2, ...keys, 60, 1_000, generation, Buffer.from('probe'));
    } catch (error) {
      // Full, it still forgets.
      if (!isFull(error)) throw error;
    }
    await this.#redis.invalidate(2, ...keys, ids.history);
    if (ids.history === '' && !this.#hasWarned) this.log.warn(withoutIds);
    this.#hasWarned ||= ids.history === '';
    this.#server = new ConnectedServer(ids);
    this.#breaker.succeeded();
  }

  /** Whether Redis answers at all is what the breaker goes by: who says "out of memory" is alive. */
  async #watched<T>(answer: Promise<T>): Promise<T> {
    try {
      const answered = await answer;
      this.#breaker.succeeded();
      if (this.#server?.isInForce) this.#standing.works();
      return answered;
    } catch (error) {
      if (!isReply(error)) this.#breaker.failed();
      else if (!isFull(error)) void this.#connection.check();
      if (this.#breaker.isOpen) this.#standing.fails(error as Error);
      throw error;
    }
  }
}

const withoutIds =
  'this Redis reports no run_id and master_replid: each new connection begins with an empty cache, and only one instance at a time uses it';
