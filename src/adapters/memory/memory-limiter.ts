import { LRUCache } from 'lru-cache';
import type { Limit, Limiter } from '../../core/shared/limits.js';

/**
 * How many windows one process counts in, about 20 MB. Who would push one out has to begin as many others meanwhile,
 * and for a login each costs the hash of a password.
 */
const mostWindows = 100_000;

interface Window {
  count: number;
  /** By the monotonic clock, in milliseconds. */
  readonly end: number;
}

/** Counts in the memory of this process. */
export class MemoryLimiter implements Limiter {
  readonly #windows = new LRUCache<string, Window>({ max: mostWindows });

  async take({ name, most, seconds }: Limit, key: string): Promise<number> {
    const [id, now] = [`${name} ${key}`, performance.now()];
    let window = this.#windows.get(id);
    if (window === undefined || window.end <= now) {
      window = { count: 0, end: now + seconds * 1000 };
      this.#windows.set(id, window);
    }
    if (window.count >= most) return Math.ceil((window.end - now) / 1000);
    window.count += 1;
    return 0;
  }

  trouble(): undefined {
    return undefined;
  }

  async giveBack({ name }: Limit, key: string): Promise<void> {
    const window = this.#windows.get(`${name} ${key}`);
    if (window !== undefined && window.count > 0) window.count -= 1;
  }
}
