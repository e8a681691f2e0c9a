import { expect } from 'chai';
import type { Knex } from 'knex';
import { AesSecretSealer } from '../../../src/adapters/crypto/aes-secret-sealer.js';
import { newSealingKey } from '../../../src/adapters/crypto/sealing-keys.js';
import { KnexSealedSecrets } from '../../../src/adapters/knex/knex-sealed-secrets.js';

export const [old, next] = [newSealingKey(), newSealingKey()];
export const both = new AesSecretSealer([next, old]);

/** Adds accounts, each with a second factor that the key has sealed, and returns their ids. */
export const addFactors = async (knex: Knex, key = old, count = 1): Promise<number[]> => {
  const { rows } = await knex.raw(
    `insert into users
       (email, email_key, visible_name, visible_name_key, role, active, email_verified, password_hash, token_version)
     select name, name, name, name, 'user', true, false, '', 1
     from (select gen_random_uuid()::text as name from generate_series(1, ?)) as names returning id`,
    [count],
  );
  const ids = rows.map(({ id }: { id: number }) => id);
  const sealer = new AesSecretSealer([key]);
  await knex('totp_factors').insert(
    ids.map((id: number) => ({
      user_id: id,
      secret: sealer.seal(`secret ${id}`, `totp:${id}`),
      created_at: new Date(),
    })),
  );
  return ids;
};

export const rowsOf = (knex: Knex): Promise<{ user_id: number; secret: string }[]> =>
  knex('totp_factors').orderBy('user_id').select('user_id', 'secret');

export const sealedSecretsContract = (name: string, database: () => Knex) =>
  describe(`sealed secrets on ${name}:`, () => {
    beforeEach(() => database()('totp_factors').delete());

    it('seal all again: seals each with the other key, more than a statement takes, and each once', async () => {
      const knex = database();
      await addFactors(knex, old, 1_001);
      await addFactors(knex, next);
      const stored = new KnexSealedSecrets(knex);
      const reseal = (sealed: string, context: string) => both.seal(both.open(sealed, context), context);
      expect(await stored.keyIds()).to.have.members([old.id, next.id]);
      expect(await stored.resealAll(next.id, reseal)).to.equal(1_001);
      expect(await stored.keyIds()).to.deep.equal([next.id]);
      const opener = new AesSecretSealer([next]);
      for (const { user_id: id, secret } of await rowsOf(knex))
        expect(opener.open(secret, `totp:${id}`)).to.equal(`secret ${id}`);
      expect(await stored.resealAll(next.id, reseal)).to.equal(0);
    });

    it('without other instances: sees none that started before', async () => {
      const later = new Date(Date.now() + 3_600_000);
      expect(await new KnexSealedSecrets(database()).hasInstanceStartedBefore(later)).to.equal(false);
    });

    it('of values that were never sealed: reads no id, and leaves them as they are', async () => {
      const knex = database();
      const [id = 0] = await addFactors(knex);
      await knex('totp_factors').where({ user_id: id }).update({ secret: 'JBSWY3DPEHPK3PXP' });
      await addFactors(knex);
      const stored = new KnexSealedSecrets(knex);
      expect(await stored.keyIds()).to.deep.equal([old.id]);
      expect(await stored.resealAll(next.id, () => `${next.id}.other`)).to.equal(1);
      const [row] = await knex('totp_factors').where({ user_id: id });
      expect(row.secret).to.equal('JBSWY3DPEHPK3PXP');
    });
  });
