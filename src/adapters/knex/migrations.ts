import knex, { type Knex } from 'knex';
import { type Connection, migrationConfig } from './database.js';
import { migrationSource } from './migration-source.js';

/** The names of the migrations that the database lacks. */
export const pendingMigrations = async (database: Knex): Promise<string[]> => {
  const [, missing] = (await database.migrate.list({ migrationSource })) as [unknown, string[]];
  return missing;
};

/**
 * Brings the database up to date. Of several instances that start at once, one works and the others wait: knex by
 * itself would fail those, and lets two of them make its own tables at once.
 */
export const migrate = async (connection: Connection): Promise<void> => {
  // Knex would write to the console what is thrown as well.
  const database = knex({ ...migrationConfig(connection), log: { warn: () => {} } });
  const holder = await database.client.acquireConnection();
  try {
    await database.raw("select pg_advisory_lock(hashtext('project-db-auth migrations'))").connection(holder);
    await database.migrate.latest();
  } finally {
    // The lock ends with its connection.
    await database.client.releaseConnection(holder);
    await database.destroy();
  }
};
