import { expect } from 'chai';
import type { Knex } from 'knex';
import { becomesFresh, follow, mark, stopFollowing } from './contracts/change-feed.js';
import { useEmbeddedDatabase } from './contracts/embedded.js';
import { useDatabase } from './contracts/fixtures.js';
import { clean, retention } from './contracts/housekeeping.js';

const hour = retention.changes;

/** Makes all earlier rounds of housekeeping older by a number of seconds. */
const pass = (knex: Knex, seconds: number) =>
  knex('change_horizons').update({ at: knex.raw("at - ? * interval '1 second'", [seconds]) });
const marksLeft = async (knex: Knex): Promise<string[]> =>
  knex('changes').whereLike('kind', 'mark %').orderBy('seq').pluck('kind');
const empty = async (opened: () => { knex: Knex }) => {
  for (const table of ['changes', 'change_horizons']) await opened().knex(table).delete();
};

const contract = (name: string, opened: () => { knex: Knex }) => {
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

describe('housekeeping of changes', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  contract('Postgres', database);
  contract('the embedded database', useEmbeddedDatabase());
  beforeEach(() => empty(database));

  it('a change of a long transaction: is kept for an hour after the commit', async () => {
    const { knex } = database();
    const slow = await knex.transaction();
    await mark(slow, 'mark slow');
    const fast = await mark(knex, 'mark fast');
    await clean(knex);
    await slow.commit();
    await pass(knex, hour + 1);
    await clean(knex);
    expect(await marksLeft(knex)).to.deep.equal(['mark slow']);
    const { feed, reported } = follow(database().url);
    await feed.start();
    await becomesFresh(feed);
    expect(reported.map(({ kind }) => kind)).to.include('mark slow');
    expect(reported.map(({ seq }) => seq)).to.not.include(fast);
    await pass(knex, hour + 1);
    await clean(knex);
    expect(await marksLeft(knex)).to.deep.equal([]);
  });

  it('a change that is not committed yet, after one that was rolled back: is kept', async () => {
    const { knex } = database();
    const [undone, open] = [await knex.transaction(), await knex.transaction()];
    await mark(undone, 'mark undone');
    await mark(open, 'mark open');
    await undone.rollback();
    for (let round = 0; round < 2; round += 1) {
      await clean(knex);
      await pass(knex, hour + 1);
    }
    await open.commit();
    await clean(knex);
    expect(await marksLeft(knex)).to.deep.equal(['mark open']);
  });

  it('by several instances at once: removes the same changes as by one', async () => {
    const { knex } = database();
    await mark(knex, 'mark old');
    await clean(knex);
    await mark(knex, 'mark young');
    await pass(knex, hour + 1);
    await Promise.all(Array.from({ length: 8 }, () => clean(knex)));
    expect(await marksLeft(knex)).to.deep.equal(['mark young']);
  });
});
