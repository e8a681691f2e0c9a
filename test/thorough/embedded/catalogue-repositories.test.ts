import { catalogueContractsOver } from '../../integration/contracts/catalogue-repositories.js';
import { useEmbeddedDatabase } from '../../integration/contracts/embedded.js';

describe('catalogue repositories on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  catalogueContractsOver('the embedded database', () => embedded().knex);
});
