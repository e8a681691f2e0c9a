import { LRUCache } from 'lru-cache';
import type { Limit, Limiter, LimitState } from '../../core/shared/limits.js';

/**
 * Maximum number of windows per limit, about 10 MB. An attacker must open as many new windows of the same limit to evict
 * one. For logins, each of them costs a password hash.
 */
const maxWindows = 50_000;

interface Window {
  count: number;
  /** Milliseconds of the monotonic clock. */
  readonly end: number;
}

/** Counts requests in the memory of this process. */
export class MemoryLimiter implements Limiter {
  readonly #windows = new Map<string, LRUCache<string, Window>>();

  async take(limit: Limit, key: string): Promise<number> {
    return (await this.takeWithState(limit, key)).wait;
  }

  async takeWithState({ name, max, seconds }: Limit, key: string): Promise<LimitState> {
    const [windows, now] = [this.#windowsOf(name), performance.now()];
    let window = windows.get(key);
    if (window === undefined || window.end <= now) {
      window = { count: 0, end: now + seconds * 1000 };
      windows.set(key, window);
    }
    const reset = Math.ceil((window.end - now) / 1000);
    if (window.count >= max) return { wait: reset, remaining: 0, reset };
    window.count += 1;
    return { wait: 0, remaining: max - window.count, reset };
  }

  trouble(): undefined {
    return undefined;
  }

  async giveBack({ name }: Limit, key: string): Promise<void> {
    const window = this.#windowsOf(name).get(key);
    if (window !== undefined && window.count > 0) window.count -= 1;
  }

  /** Each limit has its own map, so that cheap requests cannot evict windows of a limit whose requests are expensive. */
  #windowsOf(name: string): LRUCache<string, Window> {
    const windows = this.#windows.get(name) ?? new LRUCache<string, Window>({ max: maxWindows });
    this.#windows.set(name, windows);
    return windows;
  }
}
