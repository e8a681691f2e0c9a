import { expect } from 'chai';
import { foldCase } from '../../src/core/identity/user.js';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { repositories } from '../support/repositories.js';
import { account, by, refusal, useDatabase } from './contracts/fixtures.js';
import { userContracts, userContractsOver } from './contracts/user-repositories.js';

describe('repositories of users and their emails', () => {
  const memory = new MemoryUnitOfWork();
  const { users, mails, oneTimeTokens } = memory;
  userContracts('memory', () => ({ users, mails, oneTimeTokens, work: memory }));

  describe('on Postgres', () => {
    const database = useDatabase();
    userContractsOver('Postgres', () => database().knex);

    // After the contract, which needs an empty table.
    describe('without a time budget', () => {
      it('search: finds names that begin with the text, and is not complete', async () => {
        const users = repositories(database().knex, 0).users;
        const { id } = await users.add(account({ visibleName: 'Zenobia Quick' }));
        const { items, isComplete } = await users.search('zenobia', 10);
        expect([items.map((user) => user.id), isComplete]).to.deep.equal([[id], false]);
        expect(await users.search('quick', 10)).to.deep.equal({ items: [], isComplete: false });
      });
    });

    it('claim: while another instance claims the oldest: takes the next, and does not wait', async () => {
      const { knex } = database();
      const { mails } = repositories(knex);
      for (const to of ['first', 'second']) await mails.add({ kind: 'reset', userId: null, to, by });
      await knex.transaction(async (trx) => {
        await trx('mail_queue').where({ email: 'first' }).forUpdate();
        expect((await mails.claim(60))?.to).to.equal('second');
        expect(await mails.claim(60)).to.equal(undefined);
      });
      expect((await mails.claim(60))?.to).to.equal('first');
    });

    it('accounts of an earlier release that are duplicates now: stay as they are, and can be used and changed', async () => {
      const { knex } = database();
      const { users } = repositories(knex);
      const add = async (email: string, visibleName: string) => {
        const { id } = await users.add(account());
        // As stored by an earlier release, which only folded case.
        const keys = { email_key: foldCase(email), visible_name_key: foldCase(visibleName) };
        await knex('users')
          .where({ id })
          .update({ email, visible_name: visibleName, ...keys });
        return id;
      };
      const unicode = await add('ada@bücher.example', 'Straße');
      const ascii = await add('ada@xn--bcher-kva.example', 'STRASSE');
      expect((await users.findByEmail('ada@bücher.example'))?.id).to.equal(unicode);
      expect((await users.findByEmail('ADA@xn--bcher-kva.example'))?.id).to.equal(ascii);
      for (const id of [unicode, ascii]) {
        const changed = await users.change(id, (current) => ({ ...current, role: 'moderator' }));
        expect(changed).to.include({ role: 'moderator', version: 2 });
      }
      const rows = await knex('users')
        .whereIn('id', [unicode, ascii])
        .orderBy('id')
        .pluck('visible_name_key');
      expect(rows).to.deep.equal(['straße', 'strasse']);
      const name = await refusal(users.add(account({ visibleName: 'Straße' })));
      expect([name.code, name.violations[0]?.pointer]).to.deep.equal(['visible-name-taken', '/visibleName']);
      await users.change(unicode, (current) => ({ ...current, visibleName: 'Ada' }));
      await users.remove(ascii, () => {});
      await users.change(unicode, (current) => ({ ...current, visibleName: 'Strasse' }));
      await users.remove(unicode, () => {});
    });

    it('an error to be logged: of a statement with a password hash: does not contain it', async () => {
      const { knex, url, connect } = database();
      const impatient = connect(url, { poolMax: 1 });
      await impatient.raw('set statement_timeout = 100');
      const secret = 'the-hash-of-a-password';
      await knex.transaction(async (trx) => {
        await trx.raw('lock table users in access exclusive mode');
        const { cause } = await refusal(repositories(impatient).users.add(account({ passwordHash: secret })));
        expect((cause as Error).message).to.include('insert into');
        expect((cause as Error).message).not.to.include(secret);
      });
    });
  });
});
