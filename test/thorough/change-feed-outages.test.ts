import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { migrate } from '../../src/adapters/knex/migrations.js';
import { serviceId } from '../../src/core/shared/service-name.js';
import {
  allReported,
  becomesFresh,
  becomesLagging,
  follow,
  followFrom,
  idsOf,
  isLaggingForCache,
  mark,
  stopFollowing,
} from '../integration/contracts/change-feed.js';
import { eventually, open } from '../integration/contracts/fixtures.js';
import {
  type RestartablePostgres,
  startRestartablePostgres,
} from '../integration/contracts/restartable-postgres.js';
import { startTcpProxy } from '../integration/contracts/tcp-proxy.js';
import { expectNoOpenTransaction } from '../support/open-transactions.js';
import { type LogLine, remembering } from '../support/remembering-log.js';

describe('the change feed, when Postgres', () => {
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

  /** Waits until commits are on disk, which this server does not do by default. */
  const insertFilm = () =>
    knex.transaction(async (trx) => {
      await trx.raw('set local synchronous_commit = on');
      const [{ id }] = await trx('movies').insert({ title: 'X', genres: [] }).returning('id');
      return id as number;
    });
  /** Inserts until `isDone`, even while the server is down. Returns the acknowledged ids. */
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
    it(`${name} under writers: reports every acknowledged change, and lags during the fault`, async () => {
      const first = await mark(knex);
      const { feed, reported, seen: counted } = followFrom(postgres.url, first);
      await feed.start();
      let isDone = false;
      const written = insertOn(() => isDone);
      await sleep(300);
      await postgres.restart(how);
      await eventually(() => counted.rereads >= 2, 'all was read again');
      await sleep(300);
      isDone = true;
      const ids = await written;
      await allReported(knex, reported);
      const seen = new Set(idsOf(reported, 'movies'));
      expect(ids.length).to.be.above(20);
      expect(ids.filter((id) => !seen.has(id))).to.deep.equal([]);
      expect(counted.trusted).to.equal(0);
    });
  }

  it('is paused: lags after a second, and is fresh, with all changes, when Postgres continues', async () => {
    const { feed, reported } = follow(postgres.url);
    await feed.start();
    const id = await insertFilm();
    await postgres.paused(async () => {
      await becomesLagging(feed);
      expect(isLaggingForCache(feed)).to.equal(true);
      await sleep(1500);
      expect(feed.isLagging()).to.equal(true);
    });
    await becomesFresh(feed);
    expect(idsOf(reported, 'movies')).to.include(id);
  });

  it('hangs while the feed stops: stops, polls no more, and closes its connection', async () => {
    const connections = async () =>
      (await knex('pg_stat_activity').where({ application_name: `${serviceId} feed` })).length;
    const { feed, reported } = follow(postgres.url);
    await feed.start();
    // Connections of earlier tests close with a delay.
    await eventually(async () => (await connections()) === 1, 'no other was connected');
    await postgres.paused(async () => {
      // Long enough for a poll to be in progress.
      await sleep(400);
      await feed.stop();
    });
    await eventually(async () => (await connections()) === 0, 'the connection was gone');
    const seen = reported.length;
    await insertFilm();
    await sleep(600);
    expect([reported.length, await connections()]).to.deep.equal([seen, 0]);
    expect(feed.isLagging()).to.equal(true);
  });

  it('cannot be reached: can stop while it connects, and reads everything again after a reconnect', async () => {
    const proxy = await startTcpProxy(postgres.url);
    proxy.freeze();
    const stopped = follow(proxy.url).feed;
    const started = stopped.start();
    await sleep(100);
    await stopped.stop();
    await started;
    expect(stopped.isLagging()).to.equal(true);
    await proxy.heal();
    const first = await mark(knex);
    const { feed, reported } = follow(proxy.url);
    await feed.start();
    proxy.freeze();
    await becomesLagging(feed);
    await sleep(700);
    await proxy.heal();
    await becomesFresh(feed);
    expect(reported.filter(({ seq }) => seq === first)).to.have.length.at.least(2);
    await stopFollowing();
    await proxy.stop();
  });

  it('is a standby: lags until its promotion', async () => {
    const seq = await mark(knex);
    await postgres.restart('SIGINT', true);
    const { feed, reported } = follow(postgres.url);
    await feed.start();
    await sleep(700);
    expect([feed.isLagging(), isLaggingForCache(feed), reported]).to.deep.equal([true, true, []]);
    await knex.raw('select pg_promote()');
    await becomesFresh(feed);
    expect(reported.map((change) => change.seq)).to.include(seq);
    const id = await insertFilm();
    await allReported(knex, reported);
    expect(idsOf(reported, 'movies')).to.include(id);
  });

  it('is down at the start: starts, lags, and follows when Postgres is up', async () => {
    const nowhere = new URL(postgres.url);
    nowhere.port = '1';
    // The name has two addresses, and the driver's error then has no message.
    nowhere.hostname = 'localhost';
    const lines: LogLine[] = [];
    const lost = follow(nowhere.href, {}, remembering(lines));
    await lost.feed.start();
    await sleep(600);
    expect(lines).to.have.length(1);
    expect(lines[0]?.trouble).to.match(/connect ECONNREFUSED .*:1/);
    expect([lost.feed.isLagging(), lost.reported]).to.deep.equal([true, []]);
    const early = follow(postgres.url);
    await postgres.paused(async () => {
      await early.feed.start();
      expect([early.feed.isLagging(), isLaggingForCache(early.feed)]).to.deep.equal([true, true]);
    });
    await becomesFresh(early.feed);
  });
});
