import { expect } from 'chai';
import { KnexUnitOfWork, KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { MemoryUnitOfWork, MemoryUserRepository } from '../support/fakes/memory-user-repository.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, refusal, useDatabase } from './contracts/fixtures.js';
import { userRepositoryContract } from './contracts/user-repository.js';

describe('user repositories', () => {
  const memory = new MemoryUserRepository();
  userRepositoryContract('memory', () => ({ users: memory, work: new MemoryUnitOfWork(memory) }));

  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    userRepositoryContract('the embedded database', () => ({
      users: new KnexUserRepository(embedded().knex),
      work: new KnexUnitOfWork(embedded().knex),
    }));
  });

  describe('on Postgres', () => {
    const database = useDatabase();
    userRepositoryContract('Postgres', () => ({
      users: new KnexUserRepository(database().knex),
      work: new KnexUnitOfWork(database().knex),
    }));

    it('an error that will be logged: of a statement with a password hash: does not hold it', async () => {
      const { knex, url, connect } = database();
      const impatient = connect(url, { statementTimeoutMs: 100 });
      const secret = 'the-hash-of-a-password';
      await knex.transaction(async (trx) => {
        await trx.raw('lock table users in access exclusive mode');
        const { cause } = await refusal(
          new KnexUserRepository(impatient).add(account({ passwordHash: secret })),
        );
        expect((cause as Error).message).to.include('insert into');
        expect((cause as Error).message).not.to.include(secret);
      });
    });
  });
});
