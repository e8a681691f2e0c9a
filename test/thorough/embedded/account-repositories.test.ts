import { KnexAuditReader } from '../../../src/adapters/knex/knex-audit-reader.js';
import { auditReaderContract } from '../../integration/contracts/audit-reader.js';
import { useEmbeddedDatabase } from '../../integration/contracts/embedded.js';
import { secondFactorContract } from '../../integration/contracts/second-factors.js';
import { sessionContracts, sessionsOver } from '../../integration/contracts/session-repositories.js';
import { userContractsOver } from '../../integration/contracts/user-repositories.js';
import { repositories } from '../../support/repositories.js';

const name = 'the embedded database';

describe('repositories of users and their emails on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  userContractsOver(name, () => embedded().knex);
});

describe('repositories of sessions and second factors on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  sessionContracts(name, () => sessionsOver(embedded().knex));
  secondFactorContract(name, () => repositories(embedded().knex));
});

describe('the audit reader on the embedded database', () => {
  const embedded = useEmbeddedDatabase();
  auditReaderContract(name, () => ({ reader: new KnexAuditReader(embedded().knex), knex: embedded().knex }));
});
