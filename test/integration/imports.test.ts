import type { Knex } from 'knex';
import { importTransaction } from '../../src/adapters/import/sql/import-transaction.js';
import { KnexDryRun } from '../../src/adapters/import/sql/knex-dry-run.js';
import { KnexUnitOfWork } from '../../src/adapters/knex/knex-unit-of-work.js';
import { memoryCatalogue } from '../support/fakes/memory-catalogue-repository.js';
import { MemoryImport } from '../support/fakes/memory-import.js';
import { kindsUnderTest } from '../support/kinds-under-test.js';
import { noInvalidation, repositories } from '../support/repositories.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { useDatabase } from './contracts/fixtures.js';
import { importContract } from './contracts/import.js';
import { importTransactionContract } from './contracts/import-transactions.js';
import type { ImportUnderTest } from './contracts/import-under-test.js';

const contracts = (name: string, begin: () => Promise<ImportUnderTest>) => {
  importContract(name, begin);
  importTransactionContract(name, begin);
};

const into = async (knex: Knex): Promise<ImportUnderTest> => ({
  ...repositories(knex),
  transactions: new KnexUnitOfWork(knex, importTransaction(), noInvalidation),
  auditEntries: async () =>
    (await knex('audit').where({ action: 'catalogue.imported' }).orderBy('id')).map(({ details }) => details),
});

/** One connection for all tests, since temporary tables belong to it. */
const dryRunInto = (knex: () => Knex) => {
  let begun: Promise<KnexDryRun> | undefined;
  return async (): Promise<ImportUnderTest> => {
    begun ??= KnexDryRun.create(knex(), kindsUnderTest);
    return { ...repositories(knex()), transactions: await begun, auditEntries: async () => [] };
  };
};

describe('imports', () => {
  const catalogue = memoryCatalogue();
  const all: MemoryImport[] = [];
  contracts('memory', async () => {
    const transactions = new MemoryImport(catalogue);
    all.push(transactions);
    return {
      ...catalogue,
      transactions,
      auditEntries: async () => all.flatMap(({ auditEntry }) => auditEntry ?? []),
    };
  });

  describe('into Postgres', () => {
    const database = useDatabase();
    contracts('Postgres', () => into(database().knex));
  });

  describe('into Postgres, as a dry run', () => {
    const database = useDatabase();
    let connection: Knex | undefined;
    const alone = () => {
      connection ??= database().connect(database().url, { poolMax: 1 });
      return connection;
    };
    importContract('Postgres, as a dry run', dryRunInto(alone));
  });

  describe('into the embedded database', () => {
    const database = useEmbeddedDatabase();
    contracts('the embedded database', () => into(database().knex));
    importContract(
      'the embedded database, as a dry run',
      dryRunInto(() => database().knex),
    );
  });
});
