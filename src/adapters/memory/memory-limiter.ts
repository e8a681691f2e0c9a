import { LRUCache } from 'lru-cache';
import type { Limit, Limiter } from '../../core/shared/limits.js';

/**
 * Windows that one process keeps for each limit, about 10 MB. An attacker who wants to evict one has to open as many
 * others of the same limit meanwhile, and for a login each costs the hash of a password.
 */
const maxWindows = 50_000;

interface Window {
  count: number;
  /** By the monotonic clock, in milliseconds. */
  readonly end: number;
}

/** Counts in the memory of this process. */
export class MemoryLimiter implements Limiter {
  readonly #windows = new Map<string, LRUCache<string, Window>>();

  async take({ name, most, seconds }: Limit, key: string): Promise<number> {
    const [windows, now] = [this.#windowsOf(name), performance.now()];
    let window = windows.get(key);
    if (window === undefined || window.end <= now) {
      window = { count: 0, end: now + seconds * 1000 };
      windows.set(key, window);
    }
    if (window.count >= most) return Math.ceil((window.end - now) / 1000);
    window.count += 1;
    return 0;
  }

  trouble(): undefined {
    return undefined;
  }

  async giveBack({ name }: Limit, key: string): Promise<void> {
    const window = this.#windowsOf(name).get(key);
    if (window !== undefined && window.count > 0) window.count -= 1;
  }

  /** Apart for each limit, so that requests that cost an attacker little evict no window of those that cost much. */
  #windowsOf(name: string): LRUCache<string, Window> {
    const windows = this.#windows.get(name) ?? new LRUCache<string, Window>({ max: maxWindows });
    this.#windows.set(name, windows);
    return windows;
  }
}
