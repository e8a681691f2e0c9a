import type { Knex } from 'knex';
import type { Done, Once } from '../../core/shared/once.js';
import { idempotencyKeyInUse, idempotencyKeyReused } from '../../core/shared/once.js';

/** For how long what was done is remembered. */
export const remembered = "interval '24 hours'";

/**
 * Does something once for each key of a user. What it gives is kept in the same transaction, as JSON: after a crash
 * either both are there or neither, and what failed leaves nothing behind.
 */
export const once = async <T>(
  trx: Knex,
  { userId, key, fingerprint }: Once,
  work: () => Promise<T>,
): Promise<Done<T>> => {
  // Held until the transaction is over: whoever gets it next sees what this one has kept.
  const lock = await trx.raw('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as free', [
    `idempotency key ${userId} ${key}`,
  ]);
  if (!lock.rows[0].free) throw idempotencyKeyInUse();
  const kept = await trx('idempotency_keys')
    .where({ user_id: userId, key })
    .whereRaw(`created_at > now() - ${remembered}`)
    .first();
  if (kept !== undefined) {
    if (kept.fingerprint !== fingerprint) throw idempotencyKeyReused();
    return { result: kept.answer, isReplay: true };
  }
  const result = await work();
  await trx('idempotency_keys')
    .insert({ user_id: userId, key, fingerprint, answer: JSON.stringify(result), created_at: trx.fn.now() })
    .onConflict(['user_id', 'key'])
    .merge();
  return { result, isReplay: false };
};
