/** Consecutive failures that open the breaker, and milliseconds between two attempts while it is open. */
const [maxFailures, retryDelay] = [5, 1_000];

/** A circuit breaker, so that callers do not wait for a server that does not respond. */
export class Breaker {
  #failures = 0;
  #openUntil = 0;

  get isOpen(): boolean {
    return this.#failures >= maxFailures;
  }

  /** Whether to send a command. While open, one caller per second may try. */
  allows(): boolean {
    if (!this.isOpen) return true;
    const now = performance.now();
    if (now < this.#openUntil) return false;
    this.#openUntil = now + retryDelay;
    return true;
  }

  failed(): void {
    this.#failures += 1;
    if (this.#failures === maxFailures) this.#openUntil = performance.now() + retryDelay;
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
