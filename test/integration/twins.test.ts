import { useDatabase } from './contracts/fixtures.js';
import { twinsContract } from './contracts/twins.js';

describe('twins', () => {
  const database = useDatabase();
  twinsContract('Postgres', () => database().knex);
});
