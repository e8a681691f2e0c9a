import type { Knex } from 'knex';
import {
  type Idempotency,
  type IdempotentRequest,
  type IdempotentResult,
  idempotencyKeyInUse,
  idempotencyKeyReused,
} from '../../core/shared/idempotency.js';

/** How long results are kept, as an SQL expression. */
export const resultRetention = "interval '24 hours'";

/** Stores the results of requests with an Idempotency-Key. Must be used within a transaction. */
export class KnexIdempotency implements Idempotency {
  constructor(private readonly knex: Knex) {}

  async runOnce<T>(
    { userId, key, fingerprint }: IdempotentRequest,
    work: () => Promise<T>,
  ): Promise<IdempotentResult<T>> {
    const { knex } = this;
    // Locked until the transaction ends, so that the next request with this key finds the stored result.
    const lock = await knex.raw('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as "isLocked"', [
      `idempotency key ${userId} ${key}`,
    ]);
    if (!lock.rows[0].isLocked) throw idempotencyKeyInUse();
    const stored = await knex('idempotency_keys')
      .where({ user_id: userId, key })
      .whereRaw(`created_at > now() - ${resultRetention}`)
      .first();
    if (stored !== undefined) {
      if (stored.fingerprint !== fingerprint) throw idempotencyKeyReused();
      return { result: stored.answer, isReplay: true };
    }
    const result = await work();
    await knex('idempotency_keys')
      .insert({
        user_id: userId,
        key,
        fingerprint,
        answer: JSON.stringify(result),
        created_at: knex.fn.now(),
      })
      .onConflict(['user_id', 'key'])
      .merge();
    return { result, isReplay: false };
  }
}
