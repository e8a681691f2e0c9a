import { expect } from 'chai';
import type { Knex } from 'knex';
import { mark } from './change-feed.js';
import { clean, retention } from './housekeeping.js';

export const hour = retention.changes;

/** Makes all earlier rounds of housekeeping older by a number of seconds. */
export const pass = (knex: Knex, seconds: number) =>
  knex('change_horizons').update({ at: knex.raw("at - ? * interval '1 second'", [seconds]) });
export const marksLeft = async (knex: Knex): Promise<string[]> =>
  knex('changes').whereLike('kind', 'mark %').orderBy('seq').pluck('kind');
export const empty = async (opened: () => { knex: Knex }) => {
  for (const table of ['changes', 'change_horizons']) await opened().knex(table).delete();
};

export const changeHousekeepingContract = (name: string, opened: () => { knex: Knex }) => {
  describe(`on ${name}`, () => {
    beforeEach(() => empty(opened));

    it('a change: is removed an hour after housekeeping has first seen it', async () => {
      const { knex } = opened();
      await mark(knex, 'mark old');
      await clean(knex);
      await mark(knex, 'mark young');
      for (const [seconds, left] of [
        [hour - 300, ['mark old', 'mark young']],
        [600, ['mark young']],
        [hour, []],
      ] as const) {
        await pass(knex, seconds);
        await clean(knex);
        expect(await marksLeft(knex)).to.deep.equal(left);
      }
    });

    it('twelve rounds, ten minutes apart: keep the times of the last hour only', async () => {
      const { knex } = opened();
      for (let round = 0; round < 12; round += 1) {
        await clean(knex);
        await pass(knex, 600);
      }
      expect(await knex('change_horizons')).to.have.length(7);
    });
  });
};
