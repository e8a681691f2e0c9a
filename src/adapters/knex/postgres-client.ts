import type { Knex } from 'knex';
import KnexPostgresClient, { type PooledConnection } from 'knex/lib/dialects/postgres/index.js';
import { DatabaseError } from 'pg';
import { ConnectionAttempts } from './connection-attempts.js';
import { isTransactionStateError, type ReferenceConstraints, translated } from './database-errors.js';

/** Closes the connection at once if a statement is still running on it. The server then rolls back what is open. */
const abandon = (connection: PooledConnection, reason: unknown): void => {
  connection.__knex__disposed ??= reason;
  connection.end(() => {});
  connection.onAbandoned?.();
};

/**
 * Knex' Postgres client. It throws domain errors, where an error of the database or the driver has such a meaning: this
 * is the one place that translates them. Its pool gives two guarantees:
 *
 * - A connection on which a statement was abandoned, or a transaction left open, is never used again. On its own, `pg`
 *   stops waiting after `query_timeout` and keeps the connection, on which the statement goes on, and knex queues its
 *   ROLLBACK behind that, gives up after 5 s, and returns the connection to the pool: the next request would read
 *   uncommitted rows, and its COMMIT would commit them.
 * - New connections are paced: see `ConnectionAttempts`.
 *
 * It emits `abandoned` for each such connection: a COMMIT on it may have been done or not.
 */
export class PostgresClient extends KnexPostgresClient {
  declare readonly config: Knex.Config & { readonly references?: ReferenceConstraints };
  readonly #attempts: ConnectionAttempts;

  constructor(config: Knex.Config) {
    super(config);
    this.#attempts = new ConnectionAttempts(config.acquireConnectionTimeout ?? 0);
  }

  override acquireRawConnection(): Promise<PooledConnection> {
    return this.#attempts.run(async () => {
      const connection = await super.acquireRawConnection();
      // A transaction has a client of its own, which has no listeners.
      connection.onAbandoned = () => this.emit('abandoned');
      return connection;
    });
  }

  override acquireConnection(): Promise<PooledConnection> {
    return translated(() => super.acquireConnection());
  }

  /** @throws DomainError as `toDomainError` says */
  override query(connection: PooledConnection, statement: object): Promise<object> {
    return translated(() => super.query(connection, statement), this.config.references);
  }

  override async _query(connection: PooledConnection, statement: object): Promise<object> {
    try {
      return await super._query(connection, statement);
    } catch (error) {
      // Any error but the server's own leaves open whether the statement ran, or still runs.
      if (!(error instanceof DatabaseError)) abandon(connection, error);
      // Only marked: where knex knows of the transaction, its ROLLBACK is yet to come.
      else if (isTransactionStateError(error)) connection.__knex__disposed ??= error;
      throw error;
    }
  }

  override releaseConnection(connection: PooledConnection): Promise<void> {
    // I: idle, outside of a transaction. Anything else here is a ROLLBACK or COMMIT that was not answered.
    if (connection.getTransactionStatus() !== 'I')
      abandon(connection, new Error('The connection was released with an open transaction'));
    return super.releaseConnection(connection);
  }
}
