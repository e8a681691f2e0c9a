import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { CacheAgreement } from '../../src/core/shared/cache.js';
import type { Change } from '../../src/core/shared/changes.js';
import {
  becomesFresh,
  follow,
  isLaggingForCache,
  killFeeds,
  mark,
  steadily,
  stopFollowing,
  toldAll,
} from './contracts/change-feed.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

/** A cache that does as it is told, and remembers what it was told, call by call. */
const setUp = (url: string) => {
  const calls: { kinds: string[]; wasLagging: boolean }[] = [];
  const cache = {
    calls,
    answer: async (_kinds: string[]) => {},
    /** What it was told with each call that told it something. */
    told: () => calls.map(({ kinds }) => kinds).filter(({ length }) => length > 0),
  };
  const { feed, told } = follow(url, {
    cache: async (_: CacheAgreement, changes: readonly Change[]) => {
      const kinds = changes.map(({ kind }) => kind);
      calls.push({ kinds, wasLagging: isLaggingForCache(feed) });
      await cache.answer(kinds);
      return undefined;
    },
  });
  return { feed, told, cache };
};

const refuses = async () => {
  throw new Error('the cache cannot be told');
};

describe('the feed of changes, for the cache', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  const test = steadily(database);

  const started = async () => {
    const set = setUp(database().url);
    await set.feed.start();
    return set;
  };
  const callsLater = async ({ calls }: { calls: unknown[] }, count: number) => {
    const now = calls.length;
    await eventually(() => calls.length >= now + count, 'the cache was told again');
  };

  test('a cache that confirms: is told each change once, and the feed is not blind for it', async () => {
    const { feed, told, cache } = await started();
    for (const kind of ['one', 'two']) {
      await mark(database().knex, kind);
      await toldAll(database().knex, told);
    }
    await callsLater(cache, 2);
    expect(cache.told().flat()).to.deep.equal(['one', 'mark', 'two', 'mark']);
    await eventually(() => !feed.isLagging() && !isLaggingForCache(feed), 'it was not blind');
  });

  test('a cache that refuses: gets the same again, and more, until it confirms; blind for it alone', async () => {
    const { feed, told, cache } = await started();
    cache.answer = refuses;
    await mark(database().knex, 'one');
    await toldAll(database().knex, told);
    await mark(database().knex, 'two');
    await toldAll(database().knex, told);
    await eventually(() => isLaggingForCache(feed), 'the feed was blind for the cache');
    // Polls without news, while something is not confirmed, do not count.
    await callsLater(cache, 3);
    expect(isLaggingForCache(feed)).to.equal(true);
    const all = ['one', 'mark', 'two', 'mark'];
    expect(cache.told().slice(-3)).to.deep.equal([all, all, all]);
    await becomesFresh(feed);
    cache.answer = async () => {};
    await eventually(() => !isLaggingForCache(feed), 'the feed was fresh for the cache');
    const count = cache.told().length;
    expect(cache.told().at(-1)).to.deep.equal(all);
    await callsLater(cache, 2);
    expect(cache.told()).to.have.length(count);
  });

  test('a cache that takes its time: holds no revocation up, and only counts for what it was told', async () => {
    const { feed, told, cache } = await started();
    let release = () => {};
    cache.answer = async ({ length }) => {
      if (length > 0) await new Promise<void>((resolve) => (release = resolve));
    };
    await mark(database().knex, 'one');
    await eventually(() => cache.told().length === 1, 'the cache was told');
    await mark(database().knex, 'two');
    await toldAll(database().knex, told);
    await eventually(() => isLaggingForCache(feed), 'the feed was blind for the cache');
    await becomesFresh(feed);
    // The poll that is being confirmed is older than a second then.
    await sleep(1_100);
    release();
    await eventually(() => cache.told().length === 2, 'the cache was told of the rest');
    expect(cache.told()).to.deep.equal([['one'], ['two', 'mark']]);
    expect(cache.calls.at(-1)?.wasLagging).to.equal(true);
    await sleep(100);
    expect(isLaggingForCache(feed)).to.equal(true);
    cache.answer = async () => {};
    release();
    await eventually(() => !isLaggingForCache(feed), 'the feed was fresh for the cache');
  });

  test('a confirmation from before the connection broke: does not count for what was missed since', async () => {
    const { knex } = database();
    const { feed, told, cache } = await started();
    let release = () => {};
    cache.answer = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    await callsLater(cache, 1);
    await killFeeds(knex);
    await mark(knex, 'missed');
    await toldAll(knex, told);
    expect(isLaggingForCache(feed)).to.equal(true);
    cache.answer = refuses;
    const asked = cache.calls.length;
    release();
    await eventually(() => cache.calls.length > asked, 'the cache was told again');
    expect(cache.calls[asked]).to.deep.equal({ kinds: ['missed', 'mark'], wasLagging: true });
    cache.answer = async () => {};
    await eventually(() => !isLaggingForCache(feed), 'the feed was fresh for the cache');
  });

  test('more than a thousand changes that were not confirmed: are told by their kinds', async () => {
    const { knex } = database();
    const { told, cache } = await started();
    cache.answer = refuses;
    const rows = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ kind: i % 2 ? 'movies' : 'authors', id: `${i}` }));
    await knex('changes').insert(rows(1000));
    await eventually(() => cache.told().at(-1)?.length === 1000, 'a thousand were told');
    await knex('changes').insert({ kind: 'movies', id: 'one more' });
    await eventually(() => cache.told().at(-1)?.length === 2, 'the kinds were told');
    expect(cache.told().at(-1)).to.deep.equal(['authors', 'movies']);
    await toldAll(knex, told);
    expect(told.filter(({ id }) => id !== null)).to.have.length(1001);
  });

  test('a pooler that goes on with another server: is noticed, and everything is read again', async () => {
    const { knex } = database();
    // As such a pooler does: the same connection, but another cluster answers.
    await knex.raw(`create or replace function public.pg_control_system(out pg_control_version integer,
      out catalog_version_no integer, out system_identifier bigint, out pg_control_last_modified timestamptz)
      language sql as 'select 1, 1, (select count(*) from movies), now()'`);
    await knex.raw(
      "do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$",
    );
    await mark(knex, 'before');
    const { feed, told } = await started();
    const retold = () => told.filter(({ kind }) => kind === 'before').length;
    await toldAll(knex, told);
    expect(retold()).to.equal(1);
    await knex('movies').insert({ title: 'X', genres: [] });
    await eventually(() => retold() === 2, 'all was told again');
    await becomesFresh(feed);
  });
});
