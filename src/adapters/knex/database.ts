import type { Duplex } from 'node:stream';
import knex, { type Knex } from 'knex';
import type { Log } from '../../core/shared/log.js';
import { serviceId } from '../../core/shared/service-name.js';
import type { Tracer } from '../../core/shared/tracer.js';
import type { ReferenceConstraints } from './database-errors.js';
import { migrationSource } from './migration-source.js';
import { dividePool } from './pool-shares.js';
import { PostgresClient } from './postgres-client.js';

/** How the `pg` client connects: by a URL, or over a stream that speaks the protocol of Postgres. */
export type Connection =
  | {
      readonly connectionString: string;
      /** Whether a pooler may give each transaction another session. Then nothing can be set for a connection. */
      readonly isPooled?: boolean;
    }
  | { readonly stream: () => Duplex };

export interface DatabaseSettings {
  readonly connection: Connection;
  readonly poolMax: number;
  /** Milliseconds after which Postgres cancels a statement. */
  readonly statementTimeoutMs: number;
  /** Whether a connection stays open when it is idle, since temporary tables belong to it. */
  readonly keepsConnection?: boolean;
  /** The errors of the foreign keys of the catalogue. */
  readonly references?: ReferenceConstraints;
  /** Records each statement; undefined: there are no traces. */
  readonly tracer?: Tracer | undefined;
}

/** Time limit for a connection, new or from the pool, in milliseconds. */
const connectTimeoutMs = 5_000;

/** Opens the pool of connections for requests. */
export const openDatabase = (
  { connection, poolMax, statementTimeoutMs, keepsConnection = false, references, tracer }: DatabaseSettings,
  log: Pick<Log, 'warn'>,
): Knex => {
  const config: Knex.Config & Pick<DatabaseSettings, 'references' | 'tracer'> = {
    client: PostgresClient,
    ...(references && { references }),
    tracer,
    // Otherwise knex queries it on the first connection. All versions from 9.2 on are the same to knex.
    version: '12',
    // By default knex writes to the console. Failures are thrown as well.
    log: { warn: (detail: string) => log.warn('knex', { detail }) },
    connection: {
      ...connection,
      application_name: serviceId,
      ...(!('isPooled' in connection && connection.isPooled) && { statement_timeout: statementTimeoutMs }),
      // For a server that does not respond at all, and so cannot cancel the statement.
      query_timeout: statementTimeoutMs + 1_000,
      connectionTimeoutMillis: connectTimeoutMs,
    },
    pool: { min: keepsConnection ? 1 : 0, max: poolMax },
    acquireConnectionTimeout: connectTimeoutMs,
  };
  const database = knex(config);
  dividePool(database, poolMax, connectTimeoutMs);
  return database;
};

/** The configuration of migrations, for knex's command line and for the start of the service. No time limits. */
export const migrationConfig = (connection: Connection): Knex.Config => ({
  client: 'pg',
  connection: { ...connection, application_name: `${serviceId} migrations` },
  pool: { min: 0, max: 2 },
  migrations: { migrationSource },
});
