import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { KnexAuditReader } from '../../src/adapters/knex/knex-audit-reader.js';
import { auditReaderContract } from './contracts/audit-reader.js';
import { eventually, refusal, useDatabase } from './contracts/fixtures.js';

describe('audit readers', () => {
  describe('on Postgres', () => {
    const database = useDatabase();
    auditReaderContract('Postgres', () => ({
      reader: new KnexAuditReader(database().knex),
      knex: database().knex,
    }));
  });

  describe('exports while entries are added', () => {
    const database = useDatabase();
    const entry = { action: 'user.changed', details: {} };

    it('in sequence, each from the last id of the previous one: contain every entry once, in order', async () => {
      const { knex } = database();
      const reader = new KnexAuditReader(knex);
      const writing = Array.from({ length: 6 }, async (_, writer) => {
        for (let i = 0; i < 25; i += 1)
          await knex.transaction(async (trx) => {
            await trx('audit').insert(entry);
            await sleep((writer * 7 + i * 3) % 20);
          });
      });
      let isWritten = false;
      const written = Promise.all(writing).finally(() => {
        isWritten = true;
      });
      const seen: number[] = [];
      let exports = 0;
      for (let after = 0, isLast = false; !isLast; exports += 1) {
        isLast = isWritten;
        const until = await reader.lastId();
        for await (const page of reader.pages({ after, until })) seen.push(...page.map(({ id }) => id));
        after = seen.at(-1) ?? 0;
      }
      await written;
      expect(seen).to.deep.equal((await knex('audit').orderBy('id').pluck('id')).map(Number));
      expect(exports).to.be.above(2);
    });

    it('lastId: waits for open transactions that have written audit entries, and for no others', async () => {
      const { knex } = database();
      const [early, late, other] = await Promise.all([1, 2, 3].map(() => knex.transaction()));
      if (!early || !late || !other) throw new Error('no transaction');
      await early('audit').insert(entry);
      await other('movies').insert({ title: 'x', genres: [] });
      const [{ id: newest }] = await knex('audit').insert(entry).returning('id');
      let result: number | undefined;
      const waiting = new KnexAuditReader(knex).lastId().then((id) => {
        result = id;
      });
      // With this query it already waits for the first transaction, and not for later ones.
      await eventually(
        async () =>
          (await knex('pg_stat_activity').whereLike('query', '%virtualtransaction = any(%')).length > 0,
        'it waited',
      );
      await late('audit').insert(entry);
      expect(result).to.equal(undefined);
      await early.commit();
      await waiting;
      expect(result).to.equal(Number(newest));
      await Promise.all([late.rollback(), other.rollback()]);
    });

    it('lastId, with such a transaction that stays open: throws unavailable', async () => {
      const { knex } = database();
      const open = await knex.transaction();
      await open('audit').insert(entry);
      expect((await refusal(new KnexAuditReader(knex, 100).lastId())).code).to.equal('unavailable');
      await open.rollback();
    });
  });
});
