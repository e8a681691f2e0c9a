import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { remembered } from './knex-idempotency.js';

/** What may be forgotten, in seconds. */
export interface Retention {
  /** Of a change: longer than any token or cached value from before it lives. */
  readonly changes: number;
  /** Of a used refresh token without a family: as long as it would have lived, so that its thief is found out. */
  readonly refreshTokens: number;
  /** Of an entry of the audit trail. */
  readonly audit: number;
}

/** Rows that one transaction removes. */
export const batchSize = 1_000;
/** Milliseconds between two transactions, in which others have the disk, or the one session of the embedded database. */
const pause = 50;
/** Seconds for which a session that was ended is kept: its tokens are told so. */
export const endedFor = 3600;

/** Milliseconds that a statement may take: a batch takes a few, unless the database has much to catch up with. */
export const housekeepingTimeoutMs = 60_000;

/** Rows of a table that may go. */
type Removable = readonly [table: string, where: string, bindings?: readonly (string | number)[]];

// clock_timestamp() would not be looked up in an index.
const ago = (column: string) => `${column} < now() - ? * interval '1 second'`;

/**
 * What is removed, in this order. Tokens go before their sessions, so that no batch removes more by a foreign key.
 *
 * The address of an ended session is one that its account signed in from: the last session of each address is kept until
 * it would have expired.
 */
const removables = ({ refreshTokens, audit }: Retention): readonly Removable[] => [
  [
    'refresh_tokens',
    `session_id in (select id from sessions where expires_at < now() or ${ago('ended_at')})`,
    [endedFor],
  ],
  ['sessions', 'expires_at < now()'],
  [
    'sessions',
    `${ago('ended_at')} and (ip is null or exists (
       select from sessions later where later.user_id = sessions.user_id and later.ip = sessions.ip
         and (later.expires_at, later.id) > (sessions.expires_at, sessions.id)))`,
    [endedFor],
  ],
  ['one_time_tokens', 'expires_at < now()'],
  ['refresh_tokens', ago('superseded_at'), [refreshTokens]],
  ['audit', ago('at'), [audit]],
  ['idempotency_keys', `created_at <= now() - ${remembered}`],
];

/** Runs `work` in a transaction, unless another instance is in one of these: then undefined. */
const alone = <T>(knex: Knex, work: (trx: Knex) => Promise<T>): Promise<T | undefined> =>
  knex.transaction(async (trx) => {
    const lock = "pg_try_advisory_xact_lock(hashtext('project-db-auth housekeeping'))";
    const { rows } = await trx.raw(`select ${lock} as free`);
    return rows[0].free ? work(trx) : undefined;
  });

/** Removes rows in batches. False: another instance does it, or `signal` was aborted. */
const remove = async (knex: Knex, [table, where, bindings = []]: Removable, signal?: AbortSignal) => {
  for (;;) {
    const count = await alone(knex, async (trx) => {
      // The subquery of an array is run once. Rows that a request has locked are left for the next round.
      const { rowCount } = await trx.raw(
        `delete from ${table} where ctid = any (array(
           select ctid from ${table} where ${where} limit ${batchSize} for update skip locked))`,
        [...bindings],
      );
      return rowCount as number;
    });
    if (count === undefined || signal?.aborted) return false;
    if (count < batchSize) return true;
    await sleep(pause);
  }
};

/**
 * Removes sessions and links that are over, sessions that were ended and whose address a later one has too, refresh
 * tokens that nobody could use any more, what the audit trail need not know any longer, answers that nobody may ask for
 * again, and changes that everybody has seen. A change's age counts from when it was seen to be committed, not from when
 * its transaction began.
 *
 * It takes one connection, a batch of rows at a time. Of several instances one works at a time; the others end their
 * round.
 * @param signal ends it after the batch that is being removed
 */
export const keepHouse = async (knex: Knex, retention: Retention, signal?: AbortSignal): Promise<void> => {
  for (const removable of removables(retention)) {
    if (!(await remove(knex, removable, signal))) return;
  }
  const horizon = await alone(knex, async (trx) => {
    await trx.raw('insert into change_horizons default values');
    const old = trx('change_horizons').whereRaw(ago('at'), [retention.changes]);
    return (await old.orderBy('at', 'desc').first()) ?? null;
  });
  if (!horizon) return;
  const { snapshot, at } = horizon;
  // The first condition says the same less exactly, along the index.
  const seen = 'xid < pg_snapshot_xmax(?::pg_snapshot) and pg_visible_in_snapshot(xid, ?::pg_snapshot)';
  if (await remove(knex, ['changes', seen, [snapshot, snapshot]], signal))
    await knex('change_horizons').where('at', '<', at).delete();
};
