import {
  type Idempotency,
  type IdempotentRequest,
  type IdempotentResult,
  idempotencyKeyReused,
} from '../../../src/core/shared/idempotency.js';

/** The results of requests with an Idempotency-Key in memory, converted to JSON and back like stored ones. */
export class MemoryIdempotency implements Idempotency {
  #results = new Map<string, { readonly fingerprint: string; readonly result: unknown }>();

  async runOnce<T>(
    { userId, apiKeyId, key, fingerprint }: IdempotentRequest,
    work: () => Promise<T>,
  ): Promise<IdempotentResult<T>> {
    const name = JSON.stringify([apiKeyId ?? userId, key]);
    const stored = this.#results.get(name);
    if (stored !== undefined) {
      if (stored.fingerprint !== fingerprint) throw idempotencyKeyReused();
      return { result: structuredClone(stored.result) as T, isReplay: true };
    }
    const result = await work();
    this.#results.set(name, { fingerprint, result: structuredClone(result) });
    return { result, isReplay: false };
  }

  /** Returns a function that restores the current state. */
  checkpoint(): () => void {
    const results = new Map(this.#results);
    return () => {
      this.#results = results;
    };
  }
}
