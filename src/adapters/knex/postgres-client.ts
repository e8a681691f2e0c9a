import type { Knex } from 'knex';
import KnexPostgresClient, { type PooledConnection } from 'knex/lib/dialects/postgres/index.js';
import { DatabaseError } from 'pg';
import type { NewSpan, Tracer } from '../../core/shared/tracer.js';
import { ConnectionAttempts } from './connection-attempts.js';
import { isTransactionStateError, type ReferenceConstraints, translated } from './database-errors.js';

/** Closes the connection, even while a statement is running on it. The server then rolls back the open transaction. */
const abandon = (connection: PooledConnection, reason: unknown): void => {
  connection.__knex__disposed ??= reason;
  connection.end(() => {});
  connection.onAbandoned?.();
};

/** The span of a statement. Its values are sent separately, so its text has none. */
const spanOf = ({ host, port, database }: PooledConnection, statement: object): NewSpan => {
  const { sql } = statement as { readonly sql: string };
  const operation = /\w+/.exec(sql)?.[0].toUpperCase() ?? '';
  return {
    name: `${operation} ${database}`,
    isCall: true,
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': database,
      'db.operation.name': operation,
      'db.query.text': sql,
      'server.address': host,
      'server.port': port,
    },
  };
};

/**
 * Knex's Postgres client. This is the one place that translates errors of the database and the driver to domain errors.
 * Its pool gives two guarantees:
 *
 * - A connection with an abandoned statement or an open transaction is never used again. By default, `pg` stops waiting
 *   after `query_timeout` but keeps the connection, on which the statement still runs. Knex then queues its ROLLBACK, stops
 *   waiting for it after 5 s, and returns the connection to the pool. The next request would read uncommitted rows, and its
 *   COMMIT would commit them.
 * - New connections are paced: see `ConnectionAttempts`.
 *
 * It emits `abandoned` for each such connection. Whether a COMMIT on it took effect is unknown.
 */
export class PostgresClient extends KnexPostgresClient {
  declare readonly config: Knex.Config & {
    readonly references?: ReferenceConstraints;
    readonly tracer?: Tracer | undefined;
  };
  readonly #attempts: ConnectionAttempts;

  constructor(config: Knex.Config) {
    super(config);
    this.#attempts = new ConnectionAttempts(config.acquireConnectionTimeout ?? 0);
  }

  override acquireRawConnection(): Promise<PooledConnection> {
    return this.#attempts.run(async () => {
      const connection = await super.acquireRawConnection();
      // `this` is the client of the pool: the client of a transaction has no listeners.
      connection.onAbandoned = () => this.emit('abandoned');
      return connection;
    });
  }

  override acquireConnection(): Promise<PooledConnection> {
    return translated(() => super.acquireConnection());
  }

  /** @throws the result of `toDomainError` */
  override query(connection: PooledConnection, statement: object): Promise<object> {
    return translated(() => super.query(connection, statement), this.config.references);
  }

  override async _query(connection: PooledConnection, statement: object): Promise<object> {
    const { tracer } = this.config;
    const send = () => super._query(connection, statement);
    try {
      return await (tracer === undefined ? send() : tracer.span(() => spanOf(connection, statement), send));
    } catch (error) {
      // After any error that is not the server's, the statement may have run or may still be running.
      if (!(error instanceof DatabaseError)) abandon(connection, error);
      // Only marked, since knex may still have to send the ROLLBACK of its transaction.
      else if (isTransactionStateError(error)) connection.__knex__disposed ??= error;
      throw error;
    }
  }

  override releaseConnection(connection: PooledConnection): Promise<void> {
    // I: idle, outside of a transaction. Any other status means a ROLLBACK or COMMIT without a response.
    if (connection.getTransactionStatus() !== 'I')
      abandon(connection, new Error('The connection was released with an open transaction'));
    return super.releaseConnection(connection);
  }
}
