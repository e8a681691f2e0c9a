import { Bulkhead } from './bulkhead.js';

/** How many connections are opened at the same time. */
const maxConcurrent = 3;
/** Milliseconds without a new attempt after a failure: doubled with each failure in a row. */
const [firstDelay, maxDelay] = [50, 1_000];

/**
 * Paces new connections: after an outage, a pool would otherwise open all of its connections at once, each with a TLS
 * handshake, against a server that has not caught up yet.
 */
export class ConnectionAttempts {
  readonly #slots: Bulkhead;
  #failures = 0;
  #pausedUntil = 0;
  #lastError: unknown;

  /** @param maxWaitMs milliseconds that a call waits for others to finish */
  constructor(maxWaitMs: number) {
    this.#slots = new Bulkhead('connection attempts', maxConcurrent, maxWaitMs);
  }

  /**
   * Connects, unless an attempt failed a moment ago: then rejects at once with its error, since a request that waits
   * would be answered no better.
   */
  run<T>(connect: () => Promise<T>): Promise<T> {
    return this.#slots.run(async () => {
      if (performance.now() < this.#pausedUntil) throw this.#lastError;
      const failuresBefore = this.#failures;
      try {
        const connection = await connect();
        this.#failures = 0;
        return connection;
      } catch (error) {
        this.#failed(failuresBefore, error);
        throw error;
      }
    });
  }

  /** Attempts that ran at the same time and failed for the same reason count as one failure. */
  #failed(failuresBefore: number, error: unknown): void {
    if (this.#failures !== failuresBefore) return;
    const delay = Math.min(maxDelay, firstDelay * 2 ** this.#failures);
    this.#failures += 1;
    this.#lastError = error;
    // Spread, so that instances that lost the server together do not come back together.
    this.#pausedUntil = performance.now() + delay * (0.5 + Math.random() / 2);
  }
}
