import { relative } from 'node:path';
import type { Knex } from 'knex';
import { openEmbeddedDatabase } from '../adapters/embedded/embedded-database.js';
import { type Connection, openDatabase } from '../adapters/knex/database.js';
import { housekeepingTimeoutMs } from '../adapters/knex/housekeeping.js';
import { migrate, pendingMigrations } from '../adapters/knex/migrations.js';
import type { Log } from '../core/shared/log.js';
import type { Settings } from './settings.js';

/** Where the database is: the only place that knows there are two kinds of it. */
export interface DatabaseServer {
  readonly connection: Connection;
  /** Connections that may be open at once. */
  readonly poolMax: number;
  /** As people say it: `Postgres`, `embedded database in ./data`. */
  readonly name: string;
  stop(): Promise<void>;
}

/** Finds the server of `DB_URL`, or starts the embedded one. */
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
    process.stderr.write(`The embedded database failed for good: ${error.message}\n`);
    process.exit(1);
  });
  const path = relative('.', DATA_DIR);
  const name = `embedded database in ${path.startsWith('..') ? DATA_DIR : `./${path}`}`;
  return { connection, poolMax: 1, name, stop };
};

export interface Storage {
  readonly database: Knex;
  /** For work beside requests: one connection with a time limit of its own, or the one that there is. */
  readonly background: Knex;
  /** Where to follow what others change; undefined: there are no others. */
  readonly feed: Connection | undefined;
  readonly name: string;
  close(): Promise<void>;
}

/** Opens the database, brings it up to date where that is wanted, and refuses one that is not. */
export const openStorage = async (settings: Settings, log: Pick<Log, 'warn'>): Promise<Storage> => {
  const { connection, poolMax, name, stop } = await openDatabaseServer(settings);
  try {
    if (settings.DB__MIGRATE) await migrate(connection);
    const database = openDatabase(
      {
        connection,
        poolMax,
        statementTimeoutMs: settings.DB__STATEMENT_TIMEOUT_MS,
      },
      log,
    );
    const background =
      settings.DB_URL === undefined
        ? database
        : openDatabase({ connection, poolMax: 1, statementTimeoutMs: housekeepingTimeoutMs }, log);
    const close = async () => {
      await Promise.all([database.destroy(), background.destroy()]);
      await stop();
    };
    const pending = await pendingMigrations(database);
    const feed = settings.DB_URL === undefined ? undefined : connection;
    if (pending.length === 0) return { database, background, feed, name, close };
    await database.destroy();
    throw new Error(`it lacks these migrations: ${pending.join(', ')}. Run npm run migrate:latest`);
  } catch (error) {
    await stop();
    throw new Error(`The database cannot be used: ${(error as Error).message}`, { cause: error });
  }
};
