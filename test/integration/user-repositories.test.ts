import { expect } from 'chai';
import { KnexUnitOfWork } from '../../src/adapters/knex/knex-unit-of-work.js';
import { KnexUserRepository } from '../../src/adapters/knex/knex-user-repository.js';
import { MemoryIdentity } from '../support/fakes/memory-identity.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, refusal, useDatabase } from './contracts/fixtures.js';
import { type UsersUnderTest, userRepositoryContract } from './contracts/user-repository.js';
import { userListsContract } from './contracts/user-repository-lists.js';
import { userLocksContract } from './contracts/user-repository-locks.js';

const contracts = (name: string, opened: () => UsersUnderTest) => {
  userRepositoryContract(name, opened);
  userLocksContract(name, opened);
  userListsContract(name, opened);
};

describe('user repositories', () => {
  const memory = new MemoryIdentity();
  contracts('memory', () => ({ users: memory.users, work: memory }));

  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    contracts('the embedded database', () => ({
      users: new KnexUserRepository(embedded().knex, 60_000),
      work: new KnexUnitOfWork(embedded().knex, () => {}),
    }));
  });

  describe('on Postgres', () => {
    const database = useDatabase();
    contracts('Postgres', () => ({
      users: new KnexUserRepository(database().knex, 60_000),
      work: new KnexUnitOfWork(database().knex, () => {}),
    }));

    // After the contract, which begins with an empty table.
    describe('without a time budget', () => {
      it('search: finds what begins with the text, and says that it is not complete', async () => {
        const users = new KnexUserRepository(database().knex, 0);
        const { id } = await users.add(account({ visibleName: 'Zenobia Quick' }));
        const { items, isComplete } = await users.search('zenobia', 10);
        expect([items.map((user) => user.id), isComplete]).to.deep.equal([[id], false]);
        expect(await users.search('quick', 10)).to.deep.equal({ items: [], isComplete: false });
      });
    });

    it('an error that will be logged: of a statement with a password hash: does not hold it', async () => {
      const { knex, url, connect } = database();
      const impatient = connect(url, { poolMax: 1 });
      await impatient.raw('set statement_timeout = 100');
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
