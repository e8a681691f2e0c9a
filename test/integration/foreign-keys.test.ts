import { expect } from 'chai';
import { repositories } from '../support/repositories.js';
import { account, by, useDatabase } from './contracts/fixtures.js';
import { foreignKeyContract } from './contracts/foreign-keys.js';
import { aHash, aSession, at } from './contracts/sessions-under-test.js';

describe('foreign keys', () => {
  describe('of Postgres', () => {
    const database = useDatabase();
    foreignKeyContract(database);

    it('a removed account: removes all rows that refer to it', async () => {
      const { knex } = database();
      const { users } = repositories(knex);
      const { id } = await users.add(account());
      await repositories(knex).sessions.add(aSession(id), aHash());
      await repositories(knex).mails.add({ kind: 'verification', userId: id, to: 'a@example.com', by });
      await repositories(knex).oneTimeTokens.put({
        hash: aHash(),
        userId: id,
        purpose: 'reset',
        expiresAt: at(0),
      });
      expect(await users.remove(id, () => {})).to.equal(true);
      for (const table of ['sessions', 'refresh_tokens', 'mail_queue', 'one_time_tokens']) {
        expect(await knex(table), table).to.deep.equal([]);
      }
    });
  });
});
