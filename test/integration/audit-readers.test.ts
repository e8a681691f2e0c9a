import { expect } from 'chai';
import { KnexAuditReader } from '../../src/adapters/knex/knex-audit-reader.js';
import { auditReaderContract } from './contracts/audit-reader.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { open, pageOf, refusal, useDatabase } from './contracts/fixtures.js';

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

    it('list: while the database cannot be reached: is refused as unavailable', async () => {
      const nowhere = open('postgresql://nobody@127.0.0.1:1/nothing');
      expect((await refusal(new KnexAuditReader(nowhere).list(pageOf()))).code).to.equal('unavailable');
      await nowhere.destroy();
    });
  });
});
