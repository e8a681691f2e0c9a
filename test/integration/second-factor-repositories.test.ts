import { expect } from 'chai';
import { MemoryUnitOfWork } from '../support/fakes/memory-unit-of-work.js';
import { repositories } from '../support/repositories.js';
import { account, useDatabase } from './contracts/fixtures.js';
import { secondFactorContract } from './contracts/second-factors.js';
import { aHash, at } from './contracts/sessions-under-test.js';

describe('repositories of the second factor', () => {
  const memory = new MemoryUnitOfWork();
  const { users, totpFactors, recoveryCodes, signInChallenges } = memory;
  secondFactorContract('memory', () => ({
    users,
    totpFactors,
    recoveryCodes,
    signInChallenges,
    work: memory,
  }));

  describe('on Postgres', () => {
    const database = useDatabase();
    secondFactorContract('Postgres', () => repositories(database().knex));

    it('remove a user: removes their app, recovery codes and challenges', async () => {
      const { knex } = database();
      const all = repositories(knex);
      const { id } = await all.users.add(account());
      await all.totpFactors.begin(id, 'sealed', at(0));
      await all.recoveryCodes.replace(id, [aHash()]);
      const challenge = { hash: aHash(), userId: id, credentials: '', cookieHash: null, expiresAt: at(0) };
      await all.signInChallenges.add(challenge, 5);
      await all.users.remove(id, () => {});
      for (const table of ['totp_factors', 'recovery_codes', 'sign_in_challenges'])
        expect(await knex(table).where({ user_id: id })).to.deep.equal([]);
    });
  });
});
