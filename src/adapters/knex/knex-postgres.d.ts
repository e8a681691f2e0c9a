/** Knex' client for Postgres, which its type definitions leave out: what `PostgresClient` overrides. */
declare module 'knex/lib/dialects/postgres/index.js' {
  import { Knex } from 'knex';
  import type { Client } from 'pg';

  export type PooledConnection = Client & {
    __knex__disposed?: unknown;
    /** Called when a statement on it was abandoned. Set by `PostgresClient`. */
    onAbandoned?: () => void;
  };

  export default class KnexPostgresClient extends Knex.Client {
    acquireRawConnection(): Promise<PooledConnection>;
    acquireConnection(): Promise<PooledConnection>;
    /** Sends one statement. What fails has the statement in front of its message. */
    query(connection: PooledConnection, statement: object): Promise<object>;
    /** The same, without that. */
    _query(connection: PooledConnection, statement: object): Promise<object>;
    releaseConnection(connection: PooledConnection): Promise<void>;
  }
}
