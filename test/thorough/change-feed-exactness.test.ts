import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import {
  allReported,
  feedPids,
  follow,
  followFrom,
  idsOf,
  killFeeds,
  mark,
  steadily,
  stopFollowing,
} from '../integration/contracts/change-feed.js';
import { useDatabase } from '../integration/contracts/fixtures.js';

const [writers, rounds] = [50, 8];

/** The ids of committed and of rolled-back changes. */
class Ledger {
  readonly committed = new Set<number>();
  readonly undone = new Set<number>();

  /** Inserts films in one transaction, which stays open for some time after its last change. */
  async write(knex: Knex, films: number, milliseconds: number, commits: boolean, year: number) {
    const trx = await knex.transaction();
    const ids: number[] = [];
    for (let i = 0; i < films; i += 1) {
      const [{ id }] = await trx('movies')
        .insert({ title: 'X', release_year: year, genres: [] })
        .returning('id');
      ids.push(id);
    }
    await sleep(milliseconds);
    await (commits ? trx.commit() : trx.rollback());
    for (const id of ids) (commits ? this.committed : this.undone).add(id);
  }
}

describe('the change feed, with fifty writers and overlapping transactions', () => {
  const database = useDatabase();
  let pool: Knex;
  afterEach(stopFollowing);
  before(async () => {
    pool = database().connect(database().url, { poolMax: writers });
    // One after the other: fifty concurrent connections may exceed the connection timeout.
    const held: Knex.Transaction[] = [];
    for (let i = 0; i < writers; i += 1) held.push(await pool.transaction());
    await Promise.all(held.map((trx) => trx.rollback()));
    // The first transaction with a new word would block all others with it.
    await database().knex('vocabulary').insert({ word: 'x' });
  });

  const test = steadily(database);

  /** 50 writers: each has one transaction of some seconds among short ones; every fourth is rolled back. */
  const writeMuch = async (ledger: Ledger) => {
    const writer = async (number: number) => {
      for (let round = 0; round < rounds; round += 1) {
        const isLong = round === number % rounds;
        const commits = (number + round) % 4 !== 0;
        const milliseconds = isLong ? 500 + 50 * number : 5 * (number % 20);
        // Transactions with the same name and year would wait for each other.
        await ledger.write(pool, 1 + (number % 3), milliseconds, commits, 1900 + number);
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
  };
  /** Expects each committed change exactly once, and no other. */
  const expectExact = ({ committed, undone }: Ledger, ids: readonly number[]) => {
    const reported = new Set(ids);
    expect(committed.size).to.be.above(writers * rounds);
    expect(undone.size).to.be.above(100);
    expect([...committed].filter((id) => !reported.has(id))).to.deep.equal([]);
    expect(reported.size).to.equal(committed.size);
  };

  test('a feed that is never disconnected reports each change once; a disconnected one, at least once', async () => {
    const { knex, url } = database();
    const first = await mark(knex, 'first');
    const [calm, ledger] = [follow(url), new Ledger()];
    await calm.feed.start();
    const spared = (await feedPids(knex))[0];
    const killed = followFrom(url, first);
    await killed.feed.start();
    let writing = true;
    const kill = async () => {
      let kills = 0;
      // Waits longer each time, so that even on a slow machine the feed reads everything between two kills.
      for (let pause = 431; writing || kills < 4 || killed.seen.rereads < 3; pause += 50) {
        kills += await killFeeds(knex, spared);
        await sleep(pause);
      }
      return kills;
    };
    const killing = kill();
    await writeMuch(ledger).finally(() => {
      writing = false;
    });
    const kills = await killing;
    for (const { reported } of [calm, killed]) await allReported(knex, reported);
    const ids = idsOf(calm.reported, 'movies');
    expectExact(ledger, ids);
    expect(ids).to.have.length(ledger.committed.size);
    expectExact(ledger, idsOf(killed.reported, 'movies'));
    expect(kills).to.be.at.least(4);
    // A kill may hit a feed that is still reading everything, so there may be fewer complete reads than kills.
    expect(killed.seen.rereads).to.be.within(3, kills + 1);
    expect(killed.seen.trusted).to.equal(0);
  });
});
