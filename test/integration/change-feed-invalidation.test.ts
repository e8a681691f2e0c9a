import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import {
  follow,
  followWithCache,
  killFeeds,
  mark,
  steadily,
  stopFollowing,
} from './contracts/change-feed.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

/** How a wait for the invalidation ended. */
const outcome = (promise: Promise<void>) =>
  promise.then(
    () => 'confirmed',
    () => 'not confirmed',
  );

describe('the change feed, waiting for invalidation', () => {
  const database = useDatabase();
  afterEach(stopFollowing);
  const test = steadily(database);
  const started = () => followWithCache(database().url);

  test('by fifty writers at once: has invalidated what each has committed', async () => {
    const { feed, cache } = await started();
    const write = async (kind: string) => {
      await mark(database().knex, kind);
      await feed.confirmInvalidation();
      return cache.received().flat().includes(kind);
    };
    const found = await Promise.all(Array.from({ length: 50 }, (_, i) => write(`writer ${i}`)));
    expect(found).to.deep.equal(Array(50).fill(true));
  });

  test('by a request: polls without its context, and so do the polls after it', async () => {
    const context = new AsyncLocalStorage<string>();
    const contexts: unknown[] = [];
    const { feed } = follow(database().url, { revocations: () => contexts.push(context.getStore()) });
    await feed.start();
    await context.run('a request', () => feed.catchUp());
    const { length } = contexts;
    await eventually(() => contexts.length > length, 'the feed polled again');
    expect(new Set(contexts)).to.deep.equal(new Set([undefined]));
  });

  test('while the cache invalidates something earlier: waits for the later change', async () => {
    const { feed, cache } = await started();
    const release = cache.delay();
    await mark(database().knex, 'one');
    const one = feed.confirmInvalidation();
    await eventually(() => cache.received().length === 1, 'the cache was called');
    await mark(database().knex, 'two');
    let isOver = false;
    const two = feed.confirmInvalidation().then(() => {
      isOver = true;
    });
    release();
    await one;
    await eventually(() => cache.received().length === 2, 'the cache received the rest');
    expect(isOver).to.equal(false);
    release();
    await two;
    expect(cache.received()).to.deep.equal([['one'], ['two']]);
  });

  test('while the cache fails: does not confirm, nor after it has failed for an earlier change', async () => {
    const { feed, cache } = await started();
    cache.reject();
    await mark(database().knex, 'one');
    for (let time = 0; time < 2; time += 1)
      expect(await outcome(feed.confirmInvalidation())).to.equal('not confirmed');
    cache.confirm();
    expect(await outcome(feed.confirmInvalidation())).to.equal('confirmed');
    expect(cache.received().at(-1)).to.deep.equal(['one']);
  });

  test('on a broken connection: does not confirm, or has read everything on another', async () => {
    const { feed, cache } = await started();
    const confirms = async () => (await outcome(feed.confirmInvalidation())) === 'confirmed';
    for (let round = 0; round < 5; round += 1) {
      await killFeeds(database().knex);
      await mark(database().knex, `round ${round}`);
      if (await confirms()) expect(cache.received().flat()).to.include(`round ${round}`);
    }
    await eventually(confirms, 'it was confirmed');
    expect(cache.received().flat()).to.include('round 4');
  });

  test('once stopped: does not confirm', async () => {
    const { feed } = await started();
    await feed.stop();
    expect(await outcome(feed.confirmInvalidation())).to.equal('not confirmed');
  });
});
