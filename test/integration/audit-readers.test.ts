import { KnexAuditReader } from '../../src/adapters/knex/knex-audit-reader.js';
import { auditReaderContract } from './contracts/audit-reader.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { useDatabase } from './contracts/fixtures.js';

describe('audit readers', () => {
  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    auditReaderContract('the embedded database', () => ({
      reader: new KnexAuditReader(embedded().knex),
      knex: embedded().knex,
    }));
  });

  describe('on Postgres', () => {
    const database = useDatabase();
    auditReaderContract('Postgres', () => ({
      reader: new KnexAuditReader(database().knex),
      knex: database().knex,
    }));
  });
});
