import type { Duplex } from 'node:stream';
import knex, { type Knex } from 'knex';
import type { Log } from '../../core/shared/log.js';
import type { ReferenceConstraints } from './database-errors.js';
import { migrationSource } from './migration-source.js';
import { dividePool } from './pool-shares.js';
import { PostgresClient } from './postgres-client.js';

/** What the `pg` client connects by: a URL, or a stream that speaks Postgres' protocol. */
export type Connection =
  | {
      readonly connectionString: string;
      /** Through a pooler that may give each transaction another session: nothing can be set for a connection. */
      readonly isPooled?: boolean;
    }
  | { readonly stream: () => Duplex };

export interface DatabaseSettings {
  readonly connection: Connection;
  readonly poolMax: number;
  /** Milliseconds a statement may take before Postgres ends it. */
  readonly statementTimeoutMs: number;
  /** The meanings of the foreign keys of the catalogue. */
  readonly references?: ReferenceConstraints;
}

/** Milliseconds to wait for a connection, new or from the pool. */
const connectTimeoutMs = 5_000;

/** The connections that requests use. */
export const openDatabase = (
  { connection, poolMax, statementTimeoutMs, references }: DatabaseSettings,
  log: Pick<Log, 'warn'>,
): Knex => {
  const config: Knex.Config & Pick<DatabaseSettings, 'references'> = {
    client: PostgresClient,
    ...(references && { references }),
    // Knex asks the first connection for it if it is not given; nothing depends on which one it is from 9.2 on.
    version: '12',
    // Knex would write to the console. What fails is thrown as well, so this is never all there is of it.
    log: { warn: (detail: string) => log.warn('knex', { detail }) },
    connection: {
      ...connection,
      application_name: 'project-db-auth',
      ...(!('isPooled' in connection && connection.isPooled) && { statement_timeout: statementTimeoutMs }),
      // For a server that does not answer at all, and so cannot end the statement itself.
      query_timeout: statementTimeoutMs + 1_000,
      connectionTimeoutMillis: connectTimeoutMs,
    },
    pool: { min: 0, max: poolMax },
    acquireConnectionTimeout: connectTimeoutMs,
  };
  const database = knex(config);
  dividePool(database, poolMax, connectTimeoutMs);
  return database;
};

/** What knex's own command line and our start use alike: the same names, the same table, no time limit. */
export const migrationConfig = (connection: Connection): Knex.Config => ({
  client: 'pg',
  connection: { ...connection, application_name: 'project-db-auth migrations' },
  pool: { min: 0, max: 2 },
  migrations: { migrationSource },
});
