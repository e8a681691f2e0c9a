import knex, { type Knex } from 'knex';
import type { Log } from '../../core/shared/log.js';
import { type Connection, migrationConfig } from './database.js';
import { migrationSource } from './migration-source.js';

const listMigrations = async (database: Knex) => {
  // Knex would take migrations of another release for a corrupt directory.
  const config = { migrationSource, disableMigrationsListValidation: true };
  const [completed, pending] = (await database.migrate.list(config)) as [{ name: string }[], string[]];
  return { completed: completed.map(({ name }) => name), pending };
};

/**
 * The names of the migrations that the database lacks. It may have newer ones: while a newer release is rolled out,
 * instances of this one go on.
 */
export const pendingMigrations = async (database: Knex): Promise<string[]> =>
  (await listMigrations(database)).pending;

/** @throws Error when the database has migrations that this release does not have */
export const requireNoNewerMigrations = async (database: Knex): Promise<void> => {
  const known = await migrationSource.getMigrations([]);
  const unknown = (await listMigrations(database)).completed.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `it has migrations that this release does not have (${unknown.join(', ')}). Start the newer release that ran ` +
      'them, or name another database in DB_URL',
  );
};

/** The key of the advisory lock. Instances of earlier releases hold it for a session. */
const lockKey = "hashtext('project-db-auth migrations')";

/** One instance at a time, until the transaction is over. The log says so while this one waits. */
const lockMigrations = async (trx: Knex, log: Pick<Log, 'warn'>): Promise<void> => {
  const { rows } = await trx.raw(`select pg_try_advisory_xact_lock(${lockKey}) as "isLocked"`);
  if (rows[0].isLocked) return;
  const { rows: holders } = await trx.raw(`select pid from pg_locks
    where locktype = 'advisory' and granted and (classid::bigint << 32 | objid::bigint) = ${lockKey}`);
  log.warn('waiting for another instance to migrate the database', {
    postgresProcesses: holders.map(({ pid }: { pid: number }) => pid),
  });
  await trx.raw(`select pg_advisory_xact_lock(${lockKey})`);
};

/**
 * Brings the database up to date. Of several instances that start at once, one works and the others wait: knex by
 * itself would fail those, and lets two of them make its own tables at once. All in one transaction, with which the lock
 * ends: through a pooler that of a session would stay behind.
 */
export const migrate = async (
  connection: Connection,
  log: Pick<Log, 'warn'> = { warn: () => {} },
): Promise<void> => {
  // Knex would write to the console what is thrown as well.
  const database = knex({ ...migrationConfig(connection), log: { warn: () => {} } });
  try {
    await database.transaction(
      async (trx) => {
        // Limits of the role are for requests.
        await trx.raw('set local statement_timeout = 0; set local lock_timeout = 0');
        await lockMigrations(trx, log);
        await requireNoNewerMigrations(trx);
        if ((await pendingMigrations(trx)).length > 0) await trx.migrate.latest();
      },
      // What the instance before has committed is to be seen once it is over.
      { isolationLevel: 'read committed' },
    );
  } finally {
    await database.destroy();
  }
};
