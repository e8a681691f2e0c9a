import { DomainError } from './errors.js';

/**
 * Limits how many calls run at the same time (the bulkhead pattern), so that one kind of work cannot use up what others
 * need as well. Further calls wait for a slot, first come, first served.
 */
export class Bulkhead {
  readonly #waiting = new Set<() => void>();
  #running = 0;

  /**
   * @param name name of the work, for the log
   * @param slots number of calls that may run at the same time
   * @param maxWaitMs milliseconds a call may wait for a slot
   */
  constructor(
    private readonly name: string,
    private readonly slots: number,
    private readonly maxWaitMs: number,
  ) {}

  /** How many of its slots are in use, and how many calls wait for one. */
  get figures() {
    return { purpose: this.name, used: this.#running, max: this.slots, waiting: this.#waiting.size };
  }

  /** @throws DomainError `unavailable` if no slot becomes free in time; also throws what `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.slots) {
      this.#running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(start);
        reject(this.#full());
      }, this.maxWaitMs);
      this.#waiting.add(start);
    });
  }

  /** Hands the slot to the call that has waited longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  #full(): DomainError {
    const { name, slots, maxWaitMs } = this;
    const cause = new Error(`${name}: none of ${slots} slots became free within ${maxWaitMs} ms`);
    return new DomainError('unavailable', 'The service is busy with requests of this kind.', [], { cause });
  }
}
