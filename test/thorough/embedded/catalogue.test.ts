import { KnexAuditTrail } from '../../../src/adapters/knex/knex-audit-trail.js';
import { KnexItemHistory } from '../../../src/adapters/knex/knex-item-history.js';
import { catalogueSnapshotContract } from '../../integration/contracts/catalogue-snapshots.js';
import { catalogueSyncContract } from '../../integration/contracts/catalogue-sync.js';
import { duplicatesContract } from '../../integration/contracts/duplicates.js';
import { useEmbeddedDatabase } from '../../integration/contracts/embedded.js';
import { foldingContract } from '../../integration/contracts/folding.js';
import { foreignKeyContract } from '../../integration/contracts/foreign-keys.js';
import { itemHistoryContract } from '../../integration/contracts/item-history.js';
import { rollbackContract } from '../../integration/contracts/rollback.js';
import { twinsContract } from '../../integration/contracts/twins.js';
import { repositories } from '../../support/repositories.js';

const name = 'the embedded database';

describe('foreign keys of the embedded database', () => foreignKeyContract(useEmbeddedDatabase()));

describe('syncs of the catalogue on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  catalogueSyncContract(name, () => embedded().knex);
});

describe('duplicates on the embedded database', () => duplicatesContract(name, useEmbeddedDatabase()));

describe('snapshots of the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  catalogueSnapshotContract(name, () => embedded().knex);
});

describe('text and twins on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  foldingContract(name, () => embedded().knex);
  twinsContract(name, () => embedded().knex);
});

describe('units of work and histories on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  rollbackContract(name, () => repositories(embedded().knex));
  itemHistoryContract(name, () => ({
    history: new KnexItemHistory(embedded().knex),
    audit: new KnexAuditTrail(embedded().knex),
  }));
});
