import { expect } from 'chai';
import type { Knex } from 'knex';
import { allReported, follow, idsOf, steadily, stopFollowing } from './contracts/change-feed.js';
import { useDatabase } from './contracts/fixtures.js';

describe('the change feed, with overlapping transactions', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  const test = steadily(database);

  test('a feed that connects: records the start of its server, once', async () => {
    const { knex, url } = database();
    await knex('openings').delete();
    for (let i = 0; i < 2; i += 1) {
      await follow(url).feed.start();
      const { rows } = await knex.raw('select at = pg_postmaster_start_time() as "isAtStart" from openings');
      expect(rows).to.deep.equal([{ isAtStart: true }]);
    }
  });

  test('a transaction older than the feed: is reported when it commits, not before', async () => {
    const { knex, url } = database();
    const trx = await knex.transaction();
    const [{ id }] = await trx('movies').insert({ title: 'Early', genres: [] }).returning('id');
    const { feed, reported } = follow(url);
    await feed.start();
    for (let later = 0; later < 2; later += 1) await allReported(knex, reported);
    expect(idsOf(reported, 'movies')).to.not.include(id);
    await trx.commit();
    await allReported(knex, reported);
    expect(idsOf(reported, 'movies').filter((one) => one === id)).to.have.length(1);
  });

  test('a change rolled back to a savepoint: is not reported; the other changes of the transaction are', async () => {
    const { knex, url } = database();
    const { feed, reported } = follow(url);
    await feed.start();
    const ids: number[] = [];
    const insert = async (trx: Knex) => {
      const [{ id }] = await trx('movies').insert({ title: 'X', genres: [] }).returning('id');
      ids.push(id);
    };
    await knex.transaction(async (trx) => {
      await insert(trx);
      const nested = trx.transaction(async (inner) => {
        await insert(inner);
        throw new Error('undone');
      });
      await nested.catch(() => {});
      await trx.transaction(insert);
    });
    await allReported(knex, reported);
    expect(idsOf(reported, 'movies').filter((id) => ids.includes(id))).to.deep.equal([ids[0], ids[2]]);
  });
});
