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

const readChanges = 'select * from changes where xid = pg_current_xact_id_if_assigned() order by seq';

/** A transaction of knex that returns the changes with the response to its COMMIT. */
class TransactionWithChanges<T> extends KnexPostgresTransaction<Committed<T>> {
  override commit(connection: object, result: T): Promise<void> {
    return this.#end(connection, result, 'commit');
  }

  /** Ends a transaction within another one. */
  override release(connection: object, result: T): Promise<void> {
    return this.#end(connection, result, `release savepoint ${this.txid}`);
  }

  /** Sends one message, so the changes cost no round trip. If the select fails, nothing is committed. */
  async #end(connection: object, result: T, statement: string): Promise<void> {
    const ending = this.trxClient.query(connection, `${readChanges}; ${statement}`);
    this._completed = true;
    try {
      const [read] = (await ending).response as [QueryResult<ChangeRow>, QueryResult];
      this._resolver({ result, changes: read.rows });
    } catch (error) {
      this._rejecter(error);
    }
  }
}

/** Runs a transaction on a connection of the pool. It commits when `work` resolves, and rolls back when it rejects. */
export const runWithChanges = async <T>(knex: Knex, work: (trx: Knex) => Promise<T>): Promise<Committed<T>> =>
  new TransactionWithChanges<T>(knex.client, work);
