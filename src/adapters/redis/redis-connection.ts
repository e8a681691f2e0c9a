import type { Redis } from 'ioredis';
import { openRedis, type RedisSettings } from './redis-client.js';
import type { Standing } from './standing.js';

/** Milliseconds until a server that cannot be used is left for a new connection, which may lead to another one. */
const retryAfter = 1_000;

/** A connection whose server is checked before it is used, and again when it refuses something. */
export class RedisConnection<Scripts> {
  readonly redis: Redis & Scripts;
  #isUsable = false;
  #checking: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * @param check throws where the server cannot be used
   * @param onClose is called before there is another connection
   */
  constructor(
    settings: RedisSettings,
    scripts: Parameters<typeof openRedis>[1],
    private readonly standing: Standing,
    private readonly callbacks: { check(redis: Redis & Scripts): Promise<void>; onClose(): void },
  ) {
    this.redis = openRedis<Scripts>(settings, scripts);
    this.redis.on('ready', () => this.check());
    this.redis.on('error', (error) => this.#fails(error));
    this.redis.on('close', () => {
      clearTimeout(this.#retry);
      this.#retry = undefined;
      if (this.#isUsable) this.#fails(new Error('the connection is closed'));
      this.#isUsable = false;
      callbacks.onClose();
    });
  }

  /** Whether the server of this connection has passed its check. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /** Checks the server again; callers at the same time share one check. Never rejects. */
  check(): Promise<void> {
    // One that has failed is left as it is until there is a new connection.
    if (this.#retry !== undefined) return Promise.resolve();
    this.#checking ??= this.#run().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.redis.disconnect();
  }

  async #run(): Promise<void> {
    try {
      await this.callbacks.check(this.redis);
      this.#isUsable = true;
      this.standing.works();
    } catch (error) {
      this.#isUsable = false;
      this.#fails(error as Error);
      if (this.redis.status === 'ready')
        this.#retry = setTimeout(() => this.redis.disconnect(true), retryAfter);
    }
  }

  #fails(error: Error) {
    if (!this.#isClosed) this.standing.fails(error);
  }
}
