import { expect } from 'chai';
import { becomesFresh, follow, mark, stopFollowing } from './contracts/change-feed.js';
import { useDatabase } from './contracts/fixtures.js';
import { clean } from './contracts/housekeeping.js';
import {
  changeHousekeepingContract,
  empty,
  hour,
  marksLeft,
  pass,
} from './contracts/housekeeping-of-changes.js';

describe('housekeeping of changes', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  changeHousekeepingContract('Postgres', database);
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
