import { expect } from 'chai';
import type { CacheAgreement } from '../../src/core/shared/cache.js';
import type { Change } from '../../src/core/shared/changes.js';
import { follow, killFeeds, mark, steadily, stopFollowing } from './contracts/change-feed.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

/** A cache that does as it is told, and remembers what. */
const setUp = async (url: string) => {
  const cache = { told: [] as string[], answer: async (_kinds: string[]) => {} };
  const { feed } = follow(url, {
    cache: async (_: CacheAgreement, changes: readonly Change[]) => {
      const kinds = changes.map(({ kind }) => kind);
      await cache.answer(kinds);
      cache.told.push(...kinds);
      return undefined;
    },
  });
  await feed.start();
  return { feed, cache };
};
const refuses = async () => {
  throw new Error('the cache cannot be told');
};
const outcome = (promise: Promise<void>) =>
  promise.then(
    () => 'forgotten',
    () => 'not confirmed',
  );

describe('the feed of changes, asked to have everything forgotten', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  const test = steadily(database);

  test('after a commit, whoever made it: the cache has forgotten it, and what came before', async () => {
    const { feed, cache } = await setUp(database().url);
    for (let round = 0; round < 50; round += 1) {
      await mark(database().knex, `round ${round}`);
      await feed.confirmInvalidation();
      expect(cache.told).to.have.length(round + 1);
    }
    expect(cache.told).to.deep.equal(Array.from({ length: 50 }, (_, round) => `round ${round}`));
  });

  test('by fifty at once: each one finds its own forgotten', async () => {
    const { feed, cache } = await setUp(database().url);
    const write = async (kind: string) => {
      await mark(database().knex, kind);
      await feed.confirmInvalidation();
      return cache.told.includes(kind);
    };
    const found = await Promise.all(Array.from({ length: 50 }, (_, i) => write(`writer ${i}`)));
    expect(new Set(found)).to.deep.equal(new Set([true]));
  });

  test('while the cache is being told of something earlier: waits for its own', async () => {
    const { feed, cache } = await setUp(database().url);
    const releases: (() => void)[] = [];
    cache.answer = ({ length }) =>
      length === 0 ? Promise.resolve() : new Promise((resolve) => releases.push(resolve));
    await mark(database().knex, 'one');
    const one = feed.confirmInvalidation();
    await eventually(() => releases.length === 1, 'the cache was told');
    await mark(database().knex, 'two');
    const two = feed.confirmInvalidation();
    releases[0]?.();
    await one;
    expect(cache.told).to.deep.equal(['one']);
    await eventually(() => releases.length === 2, 'the cache was told of the rest');
    releases[1]?.();
    await two;
    expect(cache.told).to.deep.equal(['one', 'two']);
  });

  test('while the cache refuses: says so, and so it does when it refused something earlier', async () => {
    const { feed, cache } = await setUp(database().url);
    cache.answer = refuses;
    await mark(database().knex, 'one');
    expect(await outcome(feed.confirmInvalidation())).to.equal('not confirmed');
    expect(await outcome(feed.confirmInvalidation())).to.equal('not confirmed');
    cache.answer = async () => {};
    expect(await outcome(feed.confirmInvalidation())).to.equal('forgotten');
    expect(cache.told).to.deep.equal(['one']);
  });

  test('when its connection is broken: says so, or has connected again and read everything', async () => {
    const { feed, cache } = await setUp(database().url);
    for (let round = 0; round < 5; round += 1) {
      await killFeeds(database().knex);
      await mark(database().knex, `round ${round}`);
      if ((await outcome(feed.confirmInvalidation())) === 'forgotten')
        expect(cache.told).to.include(`round ${round}`);
    }
    await eventually(
      async () => (await outcome(feed.confirmInvalidation())) === 'forgotten',
      'it was forgotten',
    );
    expect(cache.told).to.include('round 4');
  });

  test('once stopped: says so', async () => {
    const { feed } = await setUp(database().url);
    await feed.stop();
    expect(await outcome(feed.confirmInvalidation())).to.equal('not confirmed');
  });
});
