import { Bulkhead } from '../../core/shared/bulkhead.js';

/** How many connections are opened at the same time. */
const maxConcurrent = 3;
/** Milliseconds until the next attempt after a failure, doubled with each consecutive failure. */
const [firstDelay, maxDelay] = [50, 1_000];

/**
 * Paces new connections: after an outage, a pool would otherwise open all of its connections at once, each with a TLS
 * handshake, and overload a server that has only just started.
 */
export class ConnectionAttempts {
  readonly #slots: Bulkhead;
  #failures = 0;
  #pausedUntil = 0;
  #lastError: unknown;

  /** @param maxWaitMs milliseconds a call may wait for other attempts to finish */
  constructor(maxWaitMs: number) {
    this.#slots = new Bulkhead('connection attempts', maxConcurrent, maxWaitMs);
  }

  /**
   * Connects. During the delay after a failed attempt it rejects at once with the error of that attempt, since waiting
   * would not help the request.
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
    // Random, so that instances that lost the server at the same time do not all reconnect at the same time.
    this.#pausedUntil = performance.now() + delay * (0.5 + Math.random() / 2);
  }
}
