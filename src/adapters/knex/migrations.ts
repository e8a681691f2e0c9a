import knex, { type Knex } from 'knex';
import type { Log } from '../../core/shared/log.js';
import { type Connection, migrationConfig } from './database.js';
import { migrationSource } from './migration-source.js';

const listMigrations = async (database: Knex) => {
  // Knex would report migrations of another release as a corrupt directory.
  const config = { migrationSource, disableMigrationsListValidation: true };
  const [completed, pending] = (await database.migrate.list(config)) as [{ name: string }[], string[]];
  return { completed: completed.map(({ name }) => name), pending };
};

/**
 * Returns the names of the migrations that the database lacks. It may have newer ones, since instances of this release
 * keep running while a newer one is rolled out.
 */
export const pendingMigrations = async (database: Knex): Promise<string[]> =>
  (await listMigrations(database)).pending;

/** @throws Error if the database has migrations that this release does not have */
export const requireNoNewerMigrations = async (database: Knex): Promise<void> => {
  const known = await migrationSource.getMigrations([]);
  const unknown = (await listMigrations(database)).completed.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `it has migrations that this release does not have (${unknown.join(', ')}). Start the newer release that ran ` +
      'them, or set DB_URL to another database',
  );
};

/** @throws Error if the database lacks migrations */
export const requireMigrated = async (database: Knex): Promise<void> => {
  const pending = await pendingMigrations(database);
  if (pending.length > 0)
    throw new Error(`these migrations are pending: ${pending.join(', ')}. Run npm run migrate:latest`);
};

/** Key of the advisory lock. Earlier releases lock it for a session, not for a transaction. */
const lockKey = "hashtext('project-db-auth migrations')";

const silent: Pick<Log, 'warn'> = { warn: () => {} };

/** Locks migrations until the transaction ends. Logs a warning if another instance has the lock, and waits. */
export const lockMigrations = async (trx: Knex, log: Pick<Log, 'warn'> = silent): Promise<void> => {
  const { rows } = await trx.raw(`select pg_try_advisory_xact_lock(${lockKey}) as "isLocked"`);
  if (rows[0].isLocked) return;
  const { rows: holders } = await trx.raw(`select pid from pg_locks
    where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())
      and (classid::bigint << 32 | objid::bigint) = ${lockKey}`);
  log.warn('waiting for another instance to migrate the database', {
    postgresProcesses: holders.map(({ pid }: { pid: number }) => pid),
  });
  await trx.raw(`select pg_advisory_xact_lock(${lockKey})`);
};

/** Opens a database for work without time limits: migrations, and copies of everything. */
export const openForTransfer = (connection: Connection): Knex =>
  // By default knex also writes errors to the console.
  knex({ ...migrationConfig(connection), log: { warn: () => {} } });

/** Runs the pending migrations in a transaction, which has to be committed. */
export const migrateIn = async (trx: Knex, log?: Pick<Log, 'warn'>): Promise<void> => {
  // Time limits of the role are for requests.
  await trx.raw('set local statement_timeout = 0; set local lock_timeout = 0');
  await lockMigrations(trx, log);
  await requireNoNewerMigrations(trx);
  if ((await pendingMigrations(trx)).length > 0) await trx.migrate.latest();
};

/**
 * Runs the pending migrations. If several instances start at the same time, one runs them and the others wait. The lock of
 * knex makes the others fail, and does not cover the creation of its own tables. All migrations run in one transaction,
 * which releases the lock at its end: behind a pooler, the lock of a session might never be released.
 */
export const migrate = async (connection: Connection, log?: Pick<Log, 'warn'>): Promise<void> => {
  const database = openForTransfer(connection);
  try {
    await database.transaction(
      (trx) => migrateIn(trx, log),
      // After the wait for the lock, the migrations that the other instance committed must be visible.
      { isolationLevel: 'read committed' },
    );
  } finally {
    await database.destroy();
  }
};
