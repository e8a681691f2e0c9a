import { relative } from 'node:path';
import type { Knex } from 'knex';
import { openEmbeddedDatabase } from '../adapters/embedded/embedded-database.js';
import { type Connection, openDatabase } from '../adapters/knex/database.js';
import { checkDatabase } from '../adapters/knex/database-check.js';
import { referenceConstraints } from '../adapters/knex/database-errors.js';
import { databaseReason } from '../adapters/knex/database-reason.js';
import { housekeepingTimeoutMs } from '../adapters/knex/housekeeping.js';
import { migrate, requireMigrated, requireNoNewerMigrations } from '../adapters/knex/migrations.js';
import { recordOpening } from '../adapters/knex/openings.js';
import type { AnyKind } from '../core/catalogue/kind.js';
import type { Log } from '../core/shared/log.js';
import type { Tracer } from '../core/shared/tracer.js';
import { catalogueKinds, kindTables } from './catalogue-kinds.js';
import type { Settings } from './settings.js';

/** Time limit of a statement of an import, in milliseconds: a batch may take longer than a request. */
const importTimeoutMs = 60_000;

/** A Postgres server or the embedded database. Only this file knows the difference. */
export interface DatabaseServer {
  readonly connection: Connection;
  /** Maximum number of open connections. */
  readonly poolMax: number;
  /** For display: `Postgres`, `embedded database in ./data`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** Returns the server of `DB_URL`, or starts the embedded database. */
export const openDatabaseServer = async ({
  DB_URL,
  DATA_DIR,
  DB__POOL_MAX,
}: Settings): Promise<DatabaseServer> => {
  if (DB_URL !== undefined) {
    const connection = { connectionString: DB_URL };
    return { connection, poolMax: DB__POOL_MAX, name: 'Postgres', stop: async () => {} };
  }
  const { connection, stop } = await openEmbeddedDatabase(DATA_DIR, (error) => {
    process.stderr.write(`The embedded database failed: ${error.message}\n`);
    process.exit(1);
  });
  const path = relative('.', DATA_DIR);
  const name = `embedded database in ${path.startsWith('..') ? DATA_DIR : `./${path}`}`;
  return { connection, poolMax: 1, name, stop };
};

/** Checks the database of a server, and returns how to connect to it. @throws Error like `checkDatabase` */
export const checkServer = async (
  { connection }: Pick<DatabaseServer, 'connection'>,
  log: Pick<Log, 'warn'>,
): Promise<Connection> =>
  'connectionString' in connection ? checkDatabase(connection.connectionString, kindTables, log) : connection;

/** A pool with a single connection, whose session state (such as temporary tables) is kept until `close`. */
export interface DatabaseSession {
  readonly database: Knex;
  close(): Promise<void>;
}

export interface Storage {
  readonly database: Knex;
  /** For housekeeping: one connection with its own statement timeout. The embedded database has only one for all. */
  readonly background: Knex;
  /**
   * Opens a session of its own for an import, whose statements may take longer than those of a request. The embedded
   * database has only one session for all.
   */
  readonly openSession: () => DatabaseSession;
  /** Connection for the change feed; undefined: there are no other instances. */
  readonly feed: Connection | undefined;
  /** Whether a connection pooler is in between: then session state, such as temporary tables, cannot be used. */
  readonly isPooled: boolean;
  readonly name: string;
  close(): Promise<void>;
}

/**
 * Opens the database, and runs pending migrations if `DB__MIGRATE` is set.
 * @throws Error if it cannot be used, or migrations are pending or newer than this release
 */
export const openStorage = async (
  settings: Settings,
  log: Pick<Log, 'warn'>,
  kinds: readonly AnyKind[] = catalogueKinds,
  tracer?: Tracer,
): Promise<Storage> => {
  const references = referenceConstraints(kinds);
  const server = await openDatabaseServer(settings);
  const { poolMax, name, stop } = server;
  let database: Knex | undefined;
  let background: Knex | undefined;
  const close = async () => {
    await Promise.all([database?.destroy(), background?.destroy()]);
    await stop();
  };
  try {
    const connection = await checkServer(server, log);
    if (settings.DB__MIGRATE) await migrate(connection, log);
    database = openDatabase(
      {
        connection,
        poolMax,
        statementTimeoutMs: settings.DB__STATEMENT_TIMEOUT_MS,
        references,
        tracer,
      },
      log,
    );
    background =
      settings.DB_URL === undefined
        ? database
        : openDatabase({ connection, poolMax: 1, statementTimeoutMs: housekeepingTimeoutMs }, log);
    const shared = database;
    const openSession = (): DatabaseSession => {
      if (settings.DB_URL === undefined) return { database: shared, close: async () => {} };
      const own = openDatabase(
        {
          connection,
          poolMax: 1,
          statementTimeoutMs: importTimeoutMs,
          keepsConnection: true,
          references,
          tracer,
        },
        log,
      );
      return { database: own, close: () => own.destroy() };
    };
    await requireNoNewerMigrations(database);
    await requireMigrated(database);
    const feed = settings.DB_URL === undefined ? undefined : connection;
    const isPooled = 'isPooled' in connection && connection.isPooled === true;
    await recordOpening(database);
    return { database, background, openSession, feed, isPooled, name, close };
  } catch (error) {
    await close();
    throw new Error(`The database cannot be used: ${databaseReason(error)}`, { cause: error });
  }
};
