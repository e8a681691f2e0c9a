import { KnexAuditTrail } from '../../src/adapters/knex/knex-audit-trail.js';
import { KnexItemHistory } from '../../src/adapters/knex/knex-item-history.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { useDatabase } from './contracts/fixtures.js';
import { itemHistoryContract } from './contracts/item-history.js';

describe('histories of items', () => {
  const memory = new MemoryUnitOfWork();
  itemHistoryContract('memory', () => ({
    history: memory.history,
    audit: { record: (entry, by) => memory.run(({ audit }) => audit.record(entry as never, by)) },
  }));

  const database = useDatabase();
  itemHistoryContract('Postgres', () => ({
    history: new KnexItemHistory(database().knex),
    audit: new KnexAuditTrail(database().knex),
  }));
});
