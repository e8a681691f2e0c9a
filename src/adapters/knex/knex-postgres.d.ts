/** The methods of knex's client for Postgres that `PostgresClient` overrides. Its own type definitions lack them. */
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
    /** Sends one statement. The message of an error begins with the statement. */
    query(connection: PooledConnection, statement: object): Promise<object>;
    /** Sends one statement, and throws the error of the driver unchanged. */
    _query(connection: PooledConnection, statement: object): Promise<object>;
    releaseConnection(connection: PooledConnection): Promise<void>;
  }
}

/** The parts of knex's transaction on Postgres that `TransactionWithChanges` uses. Its own type definitions lack them. */
declare module 'knex/lib/dialects/postgres/execution/pg-transaction.js' {
  import type { Knex } from 'knex';

  /** Runs `work` as soon as it is created. Not a promise by inheritance, but with its methods. */
  export default class KnexPostgresTransaction<Result> extends Promise<Result> {
    constructor(client: Knex.Client, work: (trx: Knex) => Promise<unknown>);
    /** Called with the result of `work`. */
    protected commit(connection: object, result: unknown): Promise<void>;
    /** The same, within another transaction. */
    protected release(connection: object, result: unknown): Promise<void>;
    /** The name of the savepoint. */
    protected readonly txid: string;
    protected readonly trxClient: {
      query(connection: object, sql: string): Promise<{ readonly response: unknown }>;
    };
    protected _completed: boolean;
    protected _resolver(result: Result): void;
    protected _rejecter(error: unknown): void;
  }
}
