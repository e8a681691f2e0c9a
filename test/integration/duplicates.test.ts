import { duplicatesContract } from './contracts/duplicates.js';
import { useDatabase } from './contracts/fixtures.js';

describe('duplicates', () => {
  duplicatesContract('Postgres', useDatabase());
});
