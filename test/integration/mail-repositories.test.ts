import { expect } from 'chai';
import type { Knex } from 'knex';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { repositories } from '../support/repositories.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { by, useDatabase } from './contracts/fixtures.js';
import { type MailUnderTest, mailQueueContract } from './contracts/mail-queue.js';
import { oneTimeTokenContract } from './contracts/one-time-tokens.js';

const contracts = (name: string, opened: () => MailUnderTest) => {
  mailQueueContract(name, opened);
  oneTimeTokenContract(name, opened);
};

const over = (knex: Knex): MailUnderTest => repositories(knex);

describe('email repositories', () => {
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

    it('claim: while another instance claims the oldest: takes the next, and does not wait', async () => {
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
  });
});
