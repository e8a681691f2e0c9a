import type { Knex } from 'knex';
import { remembered } from './once.js';

/** What may be forgotten, in seconds. */
export interface Retention {
  /** Of a change: longer than any token or cached value from before it lives. */
  readonly changes: number;
  /** Of a used refresh token: as long as it would have lived, so that its thief is found out. */
  readonly refreshTokens: number;
  /** Of an entry of the audit trail. */
  readonly audit: number;
}

/**
 * Removes sessions and links that are over, refresh tokens that nobody could use any more, what the audit trail need not
 * know any longer, answers that nobody may ask for again, and changes that everybody has seen.
 * A change's age counts from when it was seen to be committed, not from when its transaction began.
 */
export const keepHouse = async (knex: Knex, { changes, refreshTokens, audit }: Retention): Promise<void> => {
  const ago = (seconds: number) => knex.raw("clock_timestamp() - ? * interval '1 second'", [seconds]);
  await knex('sessions').where('expires_at', '<', ago(0)).delete();
  await knex('one_time_tokens').where('expires_at', '<', ago(0)).delete();
  await knex('refresh_tokens').where('superseded_at', '<', ago(refreshTokens)).delete();
  await knex('audit').where('at', '<', ago(audit)).delete();
  await knex('idempotency_keys').whereRaw(`created_at <= now() - ${remembered}`).delete();
  await knex.raw('insert into change_horizons default values');
  const horizon = await knex('change_horizons').where('at', '<', ago(changes)).orderBy('at', 'desc').first();
  if (horizon === undefined) return;
  await knex('changes').whereRaw('pg_visible_in_snapshot(xid, ?::pg_snapshot)', [horizon.snapshot]).delete();
  await knex('change_horizons').where('at', '<', horizon.at).delete();
};
