import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import {
  allReported,
  becomesFresh,
  followWithCache,
  isLaggingForCache,
  killFeeds,
  mark,
  steadily,
  stopFollowing,
} from './contracts/change-feed.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

describe('the change feed, with a cache', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  const test = steadily(database);
  const started = () => followWithCache(database().url);
  type Started = Awaited<ReturnType<typeof started>>;

  /** Records changes, each of which the feed reads in a separate poll. */
  const markAll = async ({ reported }: Started, ...kinds: readonly string[]) => {
    for (const kind of kinds) {
      await mark(database().knex, kind);
      await allReported(database().knex, reported);
    }
  };
  const lagsForCache = ({ feed }: Started) =>
    eventually(() => isLaggingForCache(feed), 'the feed lagged for the cache');
  const isFreshForCache = ({ feed }: Started) =>
    eventually(() => !isLaggingForCache(feed), 'the feed was fresh for the cache');

  test('that confirms: receives each change once', async () => {
    const that = await started();
    await markAll(that, 'one', 'two');
    await that.cache.called(2);
    expect(that.cache.received().flat()).to.deep.equal(['one', 'mark', 'two', 'mark']);
    await becomesFresh(that.feed);
    await isFreshForCache(that);
  });

  test('that fails: receives all changes again until it confirms; the feed lags for the cache only', async () => {
    const that = await started();
    const { cache, feed } = that;
    cache.reject();
    await markAll(that, 'one', 'two');
    await lagsForCache(that);
    // Polls without changes do not count while a change is unconfirmed.
    await cache.called(3);
    expect(isLaggingForCache(feed)).to.equal(true);
    const all = ['one', 'mark', 'two', 'mark'];
    expect(cache.received().slice(-3)).to.deep.equal([all, all, all]);
    await becomesFresh(feed);
    cache.confirm();
    await isFreshForCache(that);
    const count = cache.received().length;
    expect(cache.received().at(-1)).to.deep.equal(all);
    await cache.called(2);
    expect(cache.received()).to.have.length(count);
  });

  test('that is slow: delays no revocation, and confirms only what it received', async () => {
    const that = await started();
    const { cache, feed } = that;
    const release = cache.delay();
    await mark(database().knex, 'one');
    await eventually(() => cache.received().length === 1, 'the cache was called');
    await markAll(that, 'two');
    await lagsForCache(that);
    await becomesFresh(feed);
    // The poll that is being confirmed is older than a second then.
    await sleep(1_100);
    release();
    await eventually(() => cache.received().length === 2, 'the cache received the rest');
    expect(cache.received()).to.deep.equal([['one'], ['two', 'mark']]);
    expect(cache.calls.at(-1)?.wasLagging).to.equal(true);
    expect(isLaggingForCache(feed)).to.equal(true);
    cache.confirm();
    release();
    await isFreshForCache(that);
  });

  test('a confirmation from before the connection broke: does not count for later changes', async () => {
    const that = await started();
    const { cache, feed } = that;
    let release = () => {};
    cache.respond = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    await cache.called(1);
    await killFeeds(database().knex);
    await markAll(that, 'missed');
    expect(isLaggingForCache(feed)).to.equal(true);
    cache.reject();
    const before = cache.calls.length;
    release();
    await eventually(() => cache.calls.length > before, 'the cache was called again');
    expect(cache.calls[before]).to.deep.equal({ kinds: ['missed', 'mark'], wasLagging: true });
    cache.confirm();
    await isFreshForCache(that);
  });

  test('more than a thousand unconfirmed changes: are sent as their kinds', async () => {
    const { knex } = database();
    const { reported, cache } = await started();
    cache.reject();
    const rows = Array.from({ length: 1000 }, (_, i) => ({ kind: i % 2 ? 'movies' : 'authors', id: `${i}` }));
    await knex('changes').insert(rows);
    await eventually(() => cache.received().at(-1)?.length === 1000, 'a thousand were sent');
    await knex('changes').insert({ kind: 'movies', id: 'one more' });
    await eventually(() => cache.received().at(-1)?.length === 2, 'the kinds were sent');
    expect(cache.received().at(-1)).to.deep.equal(['authors', 'movies']);
    await allReported(knex, reported);
    expect(reported.filter(({ id }) => id !== null)).to.have.length(1001);
  });

  test('a pooler that continues on another server: makes the feed read everything again', async () => {
    const { knex } = database();
    // The same connection, but another cluster.
    await knex.raw(`create or replace function public.pg_control_system(out pg_control_version integer,
      out catalog_version_no integer, out system_identifier bigint, out pg_control_last_modified timestamptz)
      language sql as 'select 1, 1, (select count(*) from movies), now()'`);
    await knex.raw(
      "do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$",
    );
    await mark(knex, 'before');
    const { feed, reported } = await started();
    const rereads = () => reported.filter(({ kind }) => kind === 'before').length;
    await allReported(knex, reported);
    expect(rereads()).to.equal(1);
    await knex('movies').insert({ title: 'X', genres: [] });
    await eventually(() => rereads() === 2, 'all was read again');
    await becomesFresh(feed);
  });
});
