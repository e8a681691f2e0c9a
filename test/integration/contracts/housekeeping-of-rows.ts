import { expect } from 'chai';
import type { Knex } from 'knex';
import { batchSize, removeExpired } from '../../../src/adapters/knex/housekeeping.js';
import { KnexUserRepository } from '../../../src/adapters/knex/knex-user-repository.js';
import { account } from './fixtures.js';
import { clean, retention } from './housekeeping.js';
import { limits } from './housekeeping-limits.js';

const newUser = async (knex: Knex) => (await new KnexUserRepository(knex).add(account())).id;
export const addExpiredSessions = async (knex: Knex, count = 1) =>
  knex.raw(
    `insert into sessions (id, user_id, created_at, last_used_at, expires_at)
     select gen_random_uuid(), ?, now(), now(), now() - interval '1 second' from generate_series(1, ?)`,
    [await newUser(knex), count],
  );
export const sessionsLeft = async (knex: Knex) => (await knex('sessions')).length;

export const housekeepingContract = (name: string, opened: () => { knex: Knex }) => {
  describe(`on ${name}`, () => {
    beforeEach(() => opened().knex.raw('truncate users, audit, item_values, changes cascade'));

    for (const [what, table, column, insert] of limits)
      it(`${what}: are removed, and others kept`, async () => {
        const { knex } = opened();
        const [user, other] = [await newUser(knex), await newUser(knex)];
        await knex.raw(insert, { user, other });
        const expected = (await knex(table).pluck(column)).filter((row) => row.startsWith('kept'));
        await clean(knex);
        expect(await knex(table).pluck(column)).to.have.members(expected).and.not.be.empty;
      });

    it('openings of the database older than 31 days: are removed, and others kept', async () => {
      const { knex } = opened();
      await knex('openings').delete();
      await knex.raw(`insert into openings (at)
        values (now() - interval '31 days 1 minute'), (now() - interval '30 days 23 hours'), (now())`);
      await clean(knex);
      expect(await knex('openings')).to.have.length(2);
    });

    it('more rows than a batch: are removed by transactions of at most a batch each', async () => {
      const { knex } = opened();
      await knex.raw(
        `insert into audit (at, action, details)
         select now() - interval '366 days', 'old', '{}' from generate_series(1, ?)`,
        [2 * batchSize + 1],
      );
      const counts: number[] = [];
      const listen = (response: { rowCount: number } | undefined, { sql }: { sql: string }) => {
        if (sql.startsWith('delete from audit')) counts.push(response?.rowCount ?? 0);
      };
      knex.on('query-response', listen);
      await clean(knex);
      knex.off('query-response', listen);
      expect(counts).to.deep.equal([batchSize, batchSize, 1]);
    });

    it('client addresses of audit entries older than 30 days: are erased in batches, and others kept', async () => {
      const { knex } = opened();
      await knex.raw(
        `insert into audit (at, action, ip, details)
         select now() - interval '30 days 1 minute', 'old', '192.0.2.1', '{}'::jsonb from generate_series(0, ?)
         union all select now() - interval '29 days 23 hours', 'new', '192.0.2.2', '{}'`,
        [batchSize],
      );
      await removeExpired(knex, { ...retention, addresses: undefined });
      expect(await knex('audit').whereNull('ip')).to.deep.equal([]);
      const counts: number[] = [];
      const listen = (response: { rowCount: number } | undefined, { sql }: { sql: string }) => {
        if (sql.startsWith('update audit')) counts.push(response?.rowCount ?? 0);
      };
      knex.on('query-response', listen);
      await clean(knex);
      knex.off('query-response', listen);
      expect(counts).to.deep.equal([batchSize, 1]);
      expect(await knex('audit').distinct('action', 'ip').orderBy('action')).to.deep.equal([
        { action: 'new', ip: '192.0.2.2' },
        { action: 'old', ip: null },
      ]);
    });

    it('with an aborted signal: stops after the current batch', async () => {
      const { knex } = opened();
      await addExpiredSessions(knex);
      await removeExpired(knex, retention, AbortSignal.abort());
      expect(await sessionsLeft(knex)).to.equal(1);
      await clean(knex);
      expect(await sessionsLeft(knex)).to.equal(0);
    });

    it('more than a hundred expired sessions: are not recorded as ended', async () => {
      const { knex } = opened();
      await addExpiredSessions(knex, 150);
      const before = await knex('changes').pluck('seq');
      await clean(knex);
      expect(await sessionsLeft(knex)).to.equal(0);
      expect(await knex('changes').pluck('seq')).to.deep.equal(before);
    });
  });
};
