import type { Client } from 'pg';
import { migrationConfig } from './src/adapters/knex/database.js';
import { checkClient } from './src/adapters/knex/database-check.js';
import { command, printError } from './src/commands/command.js';
import { kindTables } from './src/composition/catalogue-kinds.js';
import { readSettings } from './src/composition/settings.js';
import { openDatabaseServer } from './src/composition/storage.js';

/** An error ends knex here, with one line: knex would print a stack trace. */
const { connection } = await command(async () => {
  const settings = readSettings();
  const server = await openDatabaseServer(settings);
  if (settings.DB_URL === undefined) printError(`This is the ${server.name}: DB_URL is not set.`);
  return server;
});

/** Checks each new connection, so commands without a database, such as migrate:make, are not affected. */
const afterCreate = (client: Client, done: (error: unknown, client: Client) => void) => {
  checkClient(client, kindTables).then(
    () => done(undefined, client),
    (error) => done(error, client),
  );
};

const config = migrationConfig(connection);

export default 'connectionString' in connection
  ? { ...config, pool: { ...config.pool, afterCreate } }
  : config;
