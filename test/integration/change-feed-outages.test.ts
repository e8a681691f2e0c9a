import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { migrate } from '../../src/adapters/knex/migrations.js';
import { serviceId } from '../../src/core/shared/service-name.js';
import { expectNoOpenTransaction } from '../support/open-transactions.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import {
  becomesFresh,
  becomesLagging,
  follow,
  idsOf,
  isLaggingForCache,
  mark,
  stopFollowing,
  toldAll,
} from './contracts/change-feed.js';
import { eventually, open } from './contracts/fixtures.js';
import { type RestartablePostgres, startRestartablePostgres } from './contracts/restartable-postgres.js';
import { startTcpProxy } from './contracts/tcp-proxy.js';

describe('the feed of changes, when Postgres', () => {
  let postgres: RestartablePostgres;
  let knex: Knex;
  before(async () => {
    postgres = await startRestartablePostgres();
    await migrate({ connectionString: postgres.url });
    knex = open(postgres.url);
  });
  afterEach(async () => {
    await stopFollowing();
    await expectNoOpenTransaction(postgres.url);
  });
  after(async () => {
    await knex?.destroy();
    await postgres?.stop();
  });

  /** Waits for the commit to be on disk, which this server otherwise does not. */
  const insertFilm = () =>
    knex.transaction(async (trx) => {
      await trx.raw('set local synchronous_commit = on');
      const [{ id }] = await trx('movies').insert({ title: 'X', genres: [] }).returning('id');
      return id as number;
    });
  /** Inserts while the server may be gone, until it is told to stop; answers what was acknowledged. */
  const insertOn = (isDone: () => boolean) => {
    const ids: number[] = [];
    const writer = async () => {
      while (!isDone())
        await insertFilm().then(
          (id) => ids.push(id),
          () => sleep(10),
        );
    };
    return Promise.all(Array.from({ length: 5 }, writer)).then(() => ids);
  };

  for (const [how, name] of [
    ['SIGINT', 'is restarted'],
    ['SIGQUIT', 'crashes'],
  ] as const) {
    it(`${name} under writers: tells every change that was acknowledged, and was blind meanwhile`, async () => {
      const first = await mark(knex);
      let readAgain = 0;
      let trusted = 0;
      const { feed, told } = follow(postgres.url, {
        revocations: (changes) => {
          if (!changes.some(({ seq }) => seq === first)) return;
          readAgain += 1;
          if (!feed.isLagging()) trusted += 1;
        },
      });
      await feed.start();
      let isDone = false;
      const written = insertOn(() => isDone);
      await sleep(300);
      await postgres.restart(how);
      await eventually(() => readAgain >= 2, 'all was read again');
      await sleep(300);
      isDone = true;
      const ids = await written;
      await toldAll(knex, told);
      const seen = new Set(idsOf(told, 'movies'));
      expect(ids.length).to.be.above(20);
      expect(ids.filter((id) => !seen.has(id))).to.deep.equal([]);
      expect(trusted).to.equal(0);
    });
  }

  it('is paused: is blind after a second, and fresh again, with all changes, when it goes on', async () => {
    const { feed, told } = follow(postgres.url);
    await feed.start();
    const id = await insertFilm();
    await postgres.paused(async () => {
      await becomesLagging(feed);
      expect(isLaggingForCache(feed)).to.equal(true);
      await sleep(1500);
      expect(feed.isLagging()).to.equal(true);
    });
    await becomesFresh(feed);
    expect(idsOf(told, 'movies')).to.include(id);
  });

  it('hangs while the feed is to stop: it stops, polls no more, and its connection goes', async () => {
    const connections = async () =>
      (await knex('pg_stat_activity').where({ application_name: `${serviceId} feed` })).length;
    const { feed, told } = follow(postgres.url);
    await feed.start();
    // Those of the tests before take their time to go.
    await eventually(async () => (await connections()) === 1, 'it alone was connected');
    await postgres.paused(async () => {
      // Long enough for a poll to be under way.
      await sleep(400);
      await feed.stop();
    });
    await eventually(async () => (await connections()) === 0, 'the connection was gone');
    const seen = told.length;
    await insertFilm();
    await sleep(600);
    expect([told.length, await connections()]).to.deep.equal([seen, 0]);
    expect(feed.isLagging()).to.equal(true);
  });

  it('does not answer who connects, while the feed is to stop: it stops', async () => {
    const proxy = await startTcpProxy(postgres.url);
    proxy.freeze();
    const { feed } = follow(proxy.url);
    const started = feed.start();
    await sleep(100);
    await feed.stop();
    await started;
    expect(feed.isLagging()).to.equal(true);
    await proxy.stop();
  });

  it('cannot be reached any more on an open connection: is asked on a new one, which reads everything', async () => {
    const proxy = await startTcpProxy(postgres.url);
    const first = await mark(knex);
    const { feed, told } = follow(proxy.url);
    await feed.start();
    proxy.freeze();
    await becomesLagging(feed);
    await sleep(700);
    await proxy.heal();
    await becomesFresh(feed);
    expect(told.filter(({ seq }) => seq === first)).to.have.length.at.least(2);
    await stopFollowing();
    await proxy.stop();
  });

  it('only follows another: does not count, and counts from its promotion on', async () => {
    const seq = await mark(knex);
    await postgres.restart('SIGINT', true);
    const { feed, told } = follow(postgres.url);
    await feed.start();
    await sleep(700);
    expect([feed.isLagging(), isLaggingForCache(feed), told]).to.deep.equal([true, true, []]);
    await knex.raw('select pg_promote()');
    await becomesFresh(feed);
    expect(told.map((change) => change.seq)).to.include(seq);
    const id = await insertFilm();
    await toldAll(knex, told);
    expect(idsOf(told, 'movies')).to.include(id);
  });

  it('is not there at the start: starts all the same, is blind, and follows once it is there', async () => {
    const nowhere = new URL(postgres.url);
    nowhere.port = '1';
    // It has two addresses, and the driver's error then has no message of its own.
    nowhere.hostname = 'localhost';
    const lines: LogLine[] = [];
    const lost = follow(nowhere.href, {}, remembering(lines));
    await lost.feed.start();
    await sleep(600);
    expect(lines).to.have.length(1);
    expect(lines[0]?.trouble).to.match(/connect ECONNREFUSED .*:1/);
    expect([lost.feed.isLagging(), lost.told]).to.deep.equal([true, []]);
    const early = follow(postgres.url);
    await postgres.paused(async () => {
      await early.feed.start();
      expect([early.feed.isLagging(), isLaggingForCache(early.feed)]).to.deep.equal([true, true]);
    });
    await becomesFresh(early.feed);
  });
});
