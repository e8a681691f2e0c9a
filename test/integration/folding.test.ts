import { useDatabase } from './contracts/fixtures.js';
import { foldingContract } from './contracts/folding.js';

describe('text without case and accents', () => {
  const database = useDatabase();
  foldingContract('Postgres', () => database().knex);
});
