import type { Log } from '../../core/shared/log.js';
import { redisReason } from './redis-errors.js';

/** Whether Redis can be used. Logs each change, and each new reason, once. */
export class RedisStatus {
  #trouble: string | undefined = 'Redis is not connected yet';
  #logged: string | undefined;

  /** @param texts the log messages: the effect while Redis works, and while it does not */
  constructor(
    private readonly log: Log,
    private readonly texts: { readonly works: string; readonly fails: string },
  ) {}

  /** Why Redis cannot be used; undefined: it can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  works(): void {
    this.#trouble = undefined;
    if (this.#logged === '') return;
    this.#logged = '';
    this.log.info(this.texts.works);
  }

  fails(error: Error): void {
    this.#trouble = redisReason(error);
    if (this.#logged === this.#trouble) return;
    this.#logged = this.#trouble;
    this.log.warn(`${this.texts.fails}: ${this.#trouble}`, { error });
  }
}
