import { migrationConfig } from './src/adapters/knex/database.js';
import { checkBeforeMigrations } from './src/adapters/knex/database-check.js';
import { databaseReason } from './src/adapters/knex/database-reason.js';
import { command, printError } from './src/commands/command.js';
import { kindTables } from './src/composition/catalogue-kinds.js';
import { readSettings } from './src/composition/settings.js';
import { openDatabaseServer } from './src/composition/storage.js';

/** The only command that works without a database. */
const needsDatabase = !process.argv.includes('migrate:make');

/** An error ends knex here, with one line: knex would print a stack trace. */
const { connection } = await command(async () => {
  const settings = readSettings();
  const { connection, name } = await openDatabaseServer(settings);
  if (settings.DB_URL === undefined) printError(`This is the ${name}: DB_URL is not set.`);
  if (needsDatabase && 'connectionString' in connection)
    await checkBeforeMigrations(connection.connectionString, kindTables).catch((error) => {
      throw new Error(`The database cannot be used: ${databaseReason(error)}`, { cause: error });
    });
  return { connection };
});

export default migrationConfig(connection);
