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
    { userId, apiKeyId, key, fingerprint }: IdempotentRequest,
    work: () => Promise<T>,
  ): Promise<IdempotentResult<T>> {
    const { knex } = this;
    const [table, sender] =
      apiKeyId === undefined
        ? (['idempotency_keys', { user_id: userId }] as const)
        : (['api_key_requests', { api_key_id: apiKeyId }] as const);
    const [column = ''] = Object.keys(sender);
    // Locked until the transaction ends, so that the next request with this key finds the stored result.
    const lock = await knex.raw('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as "isLocked"', [
      `idempotency key ${apiKeyId ?? userId} ${key}`,
    ]);
    if (!lock.rows[0].isLocked) throw idempotencyKeyInUse();
    const stored = await knex(table)
      .where({ ...sender, key })
      .whereRaw(`created_at > now() - ${resultRetention}`)
      .first();
    if (stored !== undefined) {
      if (stored.fingerprint !== fingerprint) throw idempotencyKeyReused();
      return { result: stored.answer, isReplay: true };
    }
    const result = await work();
    await knex(table)
      .insert({
        ...sender,
        key,
        fingerprint,
        answer: JSON.stringify(result),
        created_at: knex.fn.now(),
      })
      .onConflict([column, 'key'])
      .merge();
    return { result, isReplay: false };
  }
}
