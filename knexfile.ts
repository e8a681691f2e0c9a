import { migrationConfig } from './src/adapters/knex/database.js';
import { readSettings } from './src/composition/settings.js';
import { openDatabaseServer } from './src/composition/storage.js';

const { connection } = await openDatabaseServer(readSettings());

export default migrationConfig(connection);
