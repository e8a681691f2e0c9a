import { expect } from 'chai';
import { MemoryCache } from '../../../src/adapters/memory/memory-cache.js';
import { unshared } from '../../../src/core/shared/cache.js';

const megabytes = (count: number) => new Uint8Array(count * 1024 * 1024);

const setUp = () => {
  const cache = new MemoryCache(60);
  return {
    cache,
    /** Reads a value like a reader, which stores it after a miss. */
    keep: async (key: string, value: Uint8Array) => {
      const look = await cache.lookUp(unshared, key, [key]);
      if (look.outcome === 'miss') await cache.store(unshared, key, look.lease, value);
    },
    outcome: async (key: string) => (await cache.lookUp(unshared, key, [key])).outcome,
  };
};

describe('the size of the cache in memory', () => {
  it('with more than 64 MiB of values: evicts the least recently used, and keeps the newest', async () => {
    const { keep, outcome } = setUp();
    await keep('wanted', megabytes(10));
    for (let i = 0; i < 10; i += 1) {
      await keep(`movies/${i}`, megabytes(10));
      expect(await outcome('wanted')).to.equal('hit');
    }
    expect([await outcome('movies/0'), await outcome('movies/9')]).to.deep.equal(['miss', 'hit']);
  });

  it('with a value over 64 MiB: does not store it, and keeps the others', async () => {
    const { keep, outcome } = setUp();
    await keep('small', megabytes(0));
    await keep('huge', megabytes(65));
    expect(await outcome('huge')).to.equal('miss');
    expect(await outcome('small')).to.equal('hit');
  });

  it('with more generations than it stores: a value whose generation was evicted is a miss', async () => {
    const { cache, keep, outcome } = setUp();
    await keep('movies/1', megabytes(0));
    const others = Array.from({ length: 200_000 }, (_, i) => `generation-${i}`);
    await cache.lookUp(unshared, 'another', others);
    expect(await outcome('movies/1')).to.equal('miss');
  });
});
