/** Failures in a row after which nothing is tried, and for how many milliseconds. */
const [mostFailures, rest] = [5, 1_000];

/** Keeps a server that does not answer from costing every caller the wait: while open, nobody should ask it. */
export class Breaker {
  #failures = 0;
  #openUntil = 0;

  get isOpen(): boolean {
    return this.#failures >= mostFailures;
  }

  /** Whether to ask: when open, one caller a second is let through to try. */
  lets(): boolean {
    if (!this.isOpen) return true;
    const now = performance.now();
    if (now < this.#openUntil) return false;
    this.#openUntil = now + rest;
    return true;
  }

  failed(): void {
    this.#failures += 1;
    if (this.#failures === mostFailures) this.#openUntil = performance.now() + rest;
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
