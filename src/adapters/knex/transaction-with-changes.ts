import type { Knex } from 'knex';
import KnexPostgresTransaction from 'knex/lib/dialects/postgres/execution/pg-transaction.js';
import type { QueryResult } from 'pg';
import type { ChangeRow } from './change-rows.js';

/** What a transaction resolves with. */
interface Committed<T> {
  readonly result: T;
  /** What it changed, as its triggers recorded. */
  readonly changes: readonly ChangeRow[];
}

/** Sent as one message, so the changes cost no round trip. If the select fails, nothing is committed. */
const readAndCommit = `select * from changes where xid = pg_current_xact_id_if_assigned() order by seq; commit`;

/** A transaction of knex that returns the changes with the response to its COMMIT. */
class TransactionWithChanges<T> extends KnexPostgresTransaction<Committed<T>> {
  override async commit(connection: object, result: T): Promise<void> {
    const committing = this.trxClient.query(connection, readAndCommit);
    this._completed = true;
    try {
      const [read] = (await committing).response as [QueryResult<ChangeRow>, QueryResult];
      this._resolver({ result, changes: read.rows });
    } catch (error) {
      this._rejecter(error);
    }
  }
}

/** Runs a transaction on a connection of the pool. It commits when `work` resolves, and rolls back when it rejects. */
export const runWithChanges = async <T>(knex: Knex, work: (trx: Knex) => Promise<T>): Promise<Committed<T>> =>
  new TransactionWithChanges<T>(knex.client, work);
