import type { Redis } from 'ioredis';
import { openRedis, type RedisSettings } from './redis-client.js';
import type { RedisStatus } from './redis-status.js';

/** Milliseconds until the connection to an unusable server is replaced. The new one may lead to another server. */
const retryAfter = 1_000;

/** A connection whose server is checked before it is used, and again after an error reply. */
export class RedisConnection<Scripts> {
  readonly redis: Redis & Scripts;
  #isUsable = false;
  #checking: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * @param callbacks.check throws if the server cannot be used
   * @param callbacks.onClose is called before the connection is replaced
   */
  constructor(
    settings: RedisSettings,
    scripts: Parameters<typeof openRedis>[1],
    private readonly status: RedisStatus,
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

  /** Checks the server again. Concurrent callers share one check. Never rejects. */
  check(): Promise<void> {
    // After a failed check, the connection stays unusable until it is replaced.
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
      this.status.works();
    } catch (error) {
      this.#isUsable = false;
      this.#fails(error as Error);
      if (this.redis.status === 'ready')
        this.#retry = setTimeout(() => this.redis.disconnect(true), retryAfter);
    }
  }

  #fails(error: Error) {
    if (!this.#isClosed) this.status.fails(error);
  }
}
