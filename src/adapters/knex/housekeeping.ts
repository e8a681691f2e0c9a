import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { syncRetention } from '../../core/catalogue/catalogue-sync.js';
import { resultRetention } from './knex-idempotency.js';

/** How long rows are kept, in seconds. */
export interface Retention {
  /** Changes: longer than the lifetime of any token or cached value. */
  readonly changes: number;
  /** Used refresh tokens without a family: as long as the lifetime of an unused one, so that theft is detected. */
  readonly refreshTokens: number;
  /** Entries of the audit trail. */
  readonly audit: number;
  /** The client addresses in audit entries; undefined: as long as the entry. */
  readonly addresses: number | undefined;
  /** Values of items, for their history. */
  readonly values: number;
}

/** Maximum number of rows that one transaction removes or changes. */
export const batchSize = 1_000;
/** Milliseconds between two transactions, in which requests can use the disk and the one session of the embedded database. */
const pauseMs = 50;
/** Seconds for which an ended session is kept, so that its tokens are rejected with `session-ended`. */
export const endedSessionRetention = 3600;

/** Seconds after which an authenticator app that was not confirmed is removed. */
export const totpSetUpRetention = 86_400;

/**
 * Seconds for which removed items are kept: a day longer than positions of a sync are valid, since `removed_at` is the
 * beginning of a transaction, which may have stayed open.
 */
export const removedRetention = syncRetention + 86_400;

/** Time limit of a statement, in milliseconds. A batch takes a few, except after a long time without housekeeping. */
export const housekeepingTimeoutMs = 60_000;

/**
 * Rows of a table that can be removed. `where` may end with `order by`. `change` is a statement that replaces the
 * delete.
 */
type Removable = readonly [
  table: string,
  where: string,
  bindings?: readonly (string | number)[],
  change?: string,
];

// With clock_timestamp() instead of now(), Postgres would not use an index.
const isOlderThan = (column: string) => `${column} < now() - ? * interval '1 second'`;

/**
 * Returns the removable rows, in the order of removal. Tokens come before their sessions, so that a batch does not
 * remove further rows by a foreign key.
 *
 * Ended sessions record the addresses from which an account has signed in. So the last session of each address is kept
 * until its expiry.
 *
 * Addresses are ordered, so that Postgres uses the partial index on entries with an address, even if its statistics say
 * that most entries have one.
 */
const removables = ({ refreshTokens, audit, addresses, values }: Retention): readonly Removable[] => [
  [
    'refresh_tokens',
    `session_id in (select id from sessions where expires_at < now() or ${isOlderThan('ended_at')})`,
    [endedSessionRetention],
  ],
  ['sessions', 'expires_at < now()'],
  [
    'sessions',
    `${isOlderThan('ended_at')} and (ip is null or exists (
       select from sessions later where later.user_id = sessions.user_id and later.ip = sessions.ip
         and (later.expires_at, later.id) > (sessions.expires_at, sessions.id)))`,
    [endedSessionRetention],
  ],
  ['one_time_tokens', 'expires_at < now()'],
  ['refresh_tokens', isOlderThan('superseded_at'), [refreshTokens]],
  ['item_values', isOlderThan('at'), [Math.min(values, audit)]],
  ['audit', isOlderThan('at'), [audit]],
  ...(addresses === undefined
    ? []
    : [
        [
          'audit',
          `ip is not null and ${isOlderThan('at')} order by at`,
          [addresses],
          'update audit set ip = null',
        ] as const,
      ]),
  ['removed', isOlderThan('removed_at'), [removedRetention]],
  ['openings', isOlderThan('at'), [removedRetention]],
  ['sign_in_challenges', 'expires_at < now()'],
  ['totp_factors', `confirmed_at is null and ${isOlderThan('created_at')}`, [totpSetUpRetention]],
  ['idempotency_keys', `created_at <= now() - ${resultRetention}`],
  ['api_key_requests', `created_at <= now() - ${resultRetention}`],
];

/** Runs `work` in a transaction. Returns undefined, without running it, while another instance runs one of these. */
const runExclusively = <T>(knex: Knex, work: (trx: Knex) => Promise<T>): Promise<T | undefined> =>
  knex.transaction(async (trx) => {
    const lock = "pg_try_advisory_xact_lock(hashtext('project-db-auth housekeeping'))";
    const { rows } = await trx.raw(`select ${lock} as "isLocked"`);
    return rows[0].isLocked ? work(trx) : undefined;
  });

/** Removes or changes rows in batches. Returns false if another instance does, or if `signal` was aborted. */
const removeRows = async (
  knex: Knex,
  [table, where, bindings = [], change = `delete from ${table}`]: Removable,
  signal?: AbortSignal,
) => {
  for (;;) {
    const count = await runExclusively(knex, async (trx) => {
      // array() makes the subquery run only once. Rows locked by a request are left for the next round.
      const { rowCount } = await trx.raw(
        `${change} where ctid = any (array(
           select ctid from ${table} where ${where} limit ${batchSize} for update skip locked))`,
        [...bindings],
      );
      return rowCount as number;
    });
    if (count === undefined || signal?.aborted) return false;
    if (count < batchSize) return true;
    await sleep(pauseMs);
  }
};

/**
 * Removes expired rows: sessions, links, refresh tokens, audit entries and their client addresses, values of items,
 * removed items, results of idempotent requests, and changes. An ended session is removed earlier if a later session
 * has the same address. The age of a change counts from when it was first seen committed, not from the start of its
 * transaction.
 *
 * Uses one connection, and one transaction for each batch. Only one instance at a time removes rows; on the others the
 * call returns early.
 * @param signal stops after the current batch
 */
export const removeExpired = async (
  knex: Knex,
  retention: Retention,
  signal?: AbortSignal,
): Promise<void> => {
  for (const removable of removables(retention)) {
    if (!(await removeRows(knex, removable, signal))) return;
  }
  const horizon = await runExclusively(knex, async (trx) => {
    await trx.raw('insert into change_horizons default values');
    const old = trx('change_horizons').whereRaw(isOlderThan('at'), [retention.changes]);
    return (await old.orderBy('at', 'desc').first()) ?? null;
  });
  if (!horizon) return;
  const { snapshot, at } = horizon;
  // The second condition is the exact one. The first, which it implies, can use the index.
  const seen = 'xid < pg_snapshot_xmax(?::pg_snapshot) and pg_visible_in_snapshot(xid, ?::pg_snapshot)';
  if (await removeRows(knex, ['changes', seen, [snapshot, snapshot]], signal))
    await knex('change_horizons').where('at', '<', at).delete();
};
