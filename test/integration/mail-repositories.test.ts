import { expect } from 'chai';
import type { Knex } from 'knex';
import { removeExpired } from '../../src/adapters/knex/housekeeping.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { repositories } from '../support/repositories.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { account, by, open, refusal, useDatabase } from './contracts/fixtures.js';
import { type MailUnderTest, mailQueueContract } from './contracts/mail-queue.js';
import { oneTimeTokenContract } from './contracts/one-time-tokens.js';
import { aHash, at } from './contracts/sessions-under-test.js';

const contracts = (name: string, opened: () => MailUnderTest) => {
  mailQueueContract(name, opened);
  oneTimeTokenContract(name, opened);
};

const over = (knex: Knex): MailUnderTest => repositories(knex);

describe('letter repositories', () => {
  const memory = new MemoryUnitOfWork();
  contracts('memory', () => {
    const { users, mails, oneTimeTokens } = memory;
    return { users, mails, oneTimeTokens, work: memory };
  });

  describe('on the embedded database', () => {
    const embedded = useEmbeddedDatabase();
    contracts('the embedded database', () => over(embedded().knex));
  });

  describe('on Postgres', () => {
    const database = useDatabase();
    contracts('Postgres', () => over(database().knex));

    it('claim: while somebody else is claiming the oldest: takes the next, and does not wait', async () => {
      const { knex } = database();
      const { mails } = over(knex);
      for (const to of ['first', 'second']) await mails.add({ kind: 'reset', userId: null, to, by });
      await knex.transaction(async (trx) => {
        await trx('mail_queue').where({ email: 'first' }).forUpdate();
        expect((await mails.claim(60))?.to).to.equal('second');
        expect(await mails.claim(60)).to.equal(undefined);
      });
      expect((await mails.claim(60))?.to).to.equal('first');
    });

    it('the user removed: letters and tokens go along', async () => {
      const { knex } = database();
      const { users, mails, oneTimeTokens } = over(knex);
      const { id: userId } = await users.add(account());
      const hash = aHash();
      await mails.add({ kind: 'reset', userId, to: 'gone@example.com', by });
      await oneTimeTokens.put({ hash, userId, purpose: 'reset', expiresAt: at(0) });
      await users.remove(userId, () => {});
      expect(await knex('mail_queue').where({ email: 'gone@example.com' })).to.deep.equal([]);
      expect(await knex('one_time_tokens').where({ hash })).to.deep.equal([]);
    });

    it('tokens that are over: go with the next housekeeping; others stay', async () => {
      const { knex } = database();
      const { users, oneTimeTokens } = over(knex);
      const { id: userId } = await users.add(account());
      const put = (purpose: 'reset' | 'invitation', seconds: number) => {
        const expiresAt = new Date(Date.now() + seconds * 1000);
        return oneTimeTokens.put({ hash: aHash(), userId, purpose, expiresAt });
      };
      await put('reset', -1);
      await put('invitation', 60);
      await removeExpired(knex, { changes: 3600, refreshTokens: 3600, audit: 3600 });
      expect(await knex('one_time_tokens').where({ user_id: userId }).pluck('purpose')).to.deep.equal([
        'invitation',
      ]);
    });

    it('every method: while the database cannot be reached: is refused as unavailable', async () => {
      const nowhere = open('postgresql://nobody@127.0.0.1:1/nothing');
      const { mails, oneTimeTokens } = over(nowhere);
      for (const ask of [
        () => mails.add({ kind: 'reset', userId: null, to: 'a@example.com', by }),
        () => mails.claim(1),
        () => mails.postpone('1', 1),
        () => mails.remove('1'),
        () => mails.removeReplaced({ id: '1', kinds: ['reset'], userId: 1, email: 'a@example.com' }),
        () => mails.removeAllTo('a@example.com'),
        () => mails.forgetAddressesOf(1),
        () => oneTimeTokens.put({ hash: '', userId: 1, purpose: 'reset', expiresAt: at(0) }),
        () => oneTimeTokens.find('', ['reset'], at(0)),
        () => oneTimeTokens.take(''),
        () => oneTimeTokens.use('', ''),
        () => oneTimeTokens.findUsed('', at(0)),
        () => oneTimeTokens.expiryOf(1, 'reset'),
        () => oneTimeTokens.endAll(1),
      ]) {
        expect((await refusal(ask())).code).to.equal('unavailable');
      }
      await nowhere.destroy();
    });
  });
});
