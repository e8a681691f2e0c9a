import { expect } from 'chai';
import { MemoryCache } from '../../../src/adapters/memory/memory-cache.js';
import { type CacheAgreement, unshared } from '../../../src/core/shared/cache.js';
import { ReadCache } from '../../../src/core/shared/read-cache.js';
import { FakeCache } from '../../support/fakes/fake-cache.js';

const text = (value: Uint8Array) => new TextDecoder().decode(value);

/** A read cache over a cache, and a database that contains one text. */
const setUp = <C extends MemoryCache | FakeCache>(cache: C) => {
  const world = {
    cache,
    isLagging: false,
    agreement: unshared as CacheAgreement,
    confirmInvalidation: async () => {},
    pauses: [] as { milliseconds: number; end: () => void }[],
    stored: 'first',
    fills: 0,
    /** Called after the database is read, and before the read returns. */
    afterFill: async () => {},
    isCacheable: true,
    admit: async () => {},
  };
  const changes = {
    cacheAgreement: () => (world.isLagging ? undefined : world.agreement),
    confirmInvalidation: () => world.confirmInvalidation(),
  };
  const pause = (milliseconds: number) =>
    new Promise<void>((end) => world.pauses.push({ milliseconds, end }));
  const reads = new ReadCache(cache, changes, pause);
  const fill = async () => {
    world.fills += 1;
    const value = new TextEncoder().encode(world.stored);
    await world.afterFill();
    return { value, isCacheable: world.isCacheable };
  };
  const read = async (key = 'movies/1') => {
    const { outcome, value } = await reads.read(key, ['movies/1', 'movies'], fill, () => world.admit());
    return `${outcome}: ${text(value)}`;
  };
  return Object.assign(world, { reads, read, fill });
};
const settled = () => new Promise(setImmediate);
const held = () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
};

describe('a read through a cache', () => {
  it('with a miss: stores the result under the lease of the miss', async () => {
    const world = setUp(new FakeCache());
    const lease = new Map([['movies/1', 'a']]);
    const lookUps: unknown[] = [];
    world.cache.lookUp = async (...look) => {
      lookUps.push(look);
      return { outcome: 'miss', lease };
    };
    await world.read();
    expect(lookUps).to.deep.equal([[unshared, 'movies/1', ['movies/1', 'movies']]]);
    expect(world.cache.kept.map((kept) => ({ ...kept, value: text(kept.value) }))).to.deep.equal([
      { agreement: unshared, key: 'movies/1', lease, value: 'first' },
    ]);
  });

  it('while lagging, or with a cache that is not available: bypasses it, without joining another read or storing the result', async () => {
    const [lagging, unavailable] = [setUp(new FakeCache()), setUp(new FakeCache())];
    lagging.isLagging = true;
    lagging.cache.lookUp = () => expect.fail('it was queried');
    unavailable.cache.lookUp = async () => ({ outcome: 'bypass' });
    for (const world of [lagging, unavailable]) {
      expect(await Promise.all([world.read(), world.read()])).to.deep.equal(Array(2).fill('bypass: first'));
      expect([world.fills, world.cache.kept]).to.deep.equal([2, []]);
    }
  });

  it('that fails: fails for all that joined it, stores nothing, and the next one reads again', async () => {
    const world = setUp(new MemoryCache(60));
    world.afterFill = async () => {
      throw new Error('no database');
    };
    const outcomes = await Promise.allSettled([world.read(), world.read()]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    world.afterFill = async () => {};
    await settled();
    expect(await world.read()).to.equal('miss: first');
    expect(world.fills).to.equal(2);
  });

  it('of an uncacheable result: reads it for all that joined, stores nothing, and reads again', async () => {
    const world = setUp(new MemoryCache(60));
    world.isCacheable = false;
    expect(await Promise.all([world.read(), world.read()])).to.deep.equal(['bypass: first', 'bypass: first']);
    expect(world.fills).to.equal(1);
    await settled();
    world.isCacheable = true;
    expect(await world.read()).to.equal('miss: first');
    await settled();
    expect(await world.read()).to.equal('hit: first');
  });

  it('that is not admitted: fails alone; others that joined the same read do not', async () => {
    const world = setUp(new MemoryCache(60));
    const { until, release } = held();
    world.afterFill = () => until;
    const first = world.read();
    await settled();
    world.admit = async () => {
      throw new Error('too many');
    };
    const refused = world.read();
    refused.catch(() => {});
    await settled();
    world.admit = async () => {};
    const joined = world.read();
    release();
    const outcomes = await Promise.allSettled([first, refused, joined]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect(world.fills).to.equal(1);
  });

  it('the second time: is a hit without a query or an admission; a bypass needs both', async () => {
    const world = setUp(new MemoryCache(60));
    let admissions = 0;
    world.admit = async () => {
      admissions += 1;
    };
    expect(await world.read()).to.equal('miss: first');
    await settled();
    expect([await world.read(), admissions, world.fills]).to.deep.equal(['hit: first', 1, 1]);
    world.isLagging = true;
    expect([await world.read(), admissions, world.fills]).to.deep.equal(['bypass: first', 2, 2]);
  });

  it('two hundred at once: read the database once', async () => {
    const world = setUp(new MemoryCache(60));
    const { until, release } = held();
    world.afterFill = () => until;
    const first = Array.from({ length: 100 }, () => world.read());
    await settled();
    const rest = Array.from({ length: 100 }, () => world.read());
    release();
    expect(new Set(await Promise.all([...first, ...rest]))).to.deep.equal(new Set(['miss: first']));
    expect(world.fills).to.equal(1);
  });

  it('of another key or epoch under the same generations: is not joined', async () => {
    const world = setUp(new FakeCache());
    const { until, release } = held();
    world.afterFill = () => until;
    const first = world.read();
    await settled();
    const otherKey = world.read('movies/2');
    await settled();
    world.agreement = { server: 'another', epoch: 'another' };
    const otherEpoch = world.read();
    release();
    await Promise.all([first, otherKey, otherEpoch]);
    expect(world.fills).to.equal(3);
    expect(world.cache.kept.map(({ key, agreement }) => [key, agreement])).to.deep.equal([
      ['movies/1', unshared],
      ['movies/2', unshared],
      ['movies/1', world.agreement],
    ]);
  });

  it('begun after a change, during a read from before it: does not join that read, and its result stays stored', async () => {
    const world = setUp(new MemoryCache(60));
    const { until, release } = held();
    world.afterFill = () => until;
    const slow = world.read();
    await settled();
    world.afterFill = async () => {};
    world.stored = 'second';
    await world.cache.invalidate(unshared, ['movies/1']);
    expect(await world.read()).to.equal('miss: second');
    release();
    expect(await slow).to.equal('miss: first');
    await settled();
    expect(await world.read()).to.equal('hit: second');
  });
});

describe('a write that waits for invalidation', () => {
  const acknowledged = (world: ReturnType<typeof setUp>) => {
    const state = { done: false };
    world.reads.waitForInvalidation().then(() => {
      state.done = true;
    });
    return state;
  };

  it('when the cache has confirmed the invalidation: stops waiting', async () => {
    const world = setUp(new FakeCache());
    const { until, release } = held();
    world.confirmInvalidation = () => until;
    const state = acknowledged(world);
    await settled();
    expect(state.done).to.equal(false);
    release();
    await settled();
    expect(state.done).to.equal(true);
  });

  it('when the cache fails or does not respond: waits for a second and a half, and no longer', async () => {
    for (const confirm of [
      () => Promise.reject(new Error('not connected')),
      () => new Promise<void>(() => {}),
    ]) {
      const world = setUp(new FakeCache());
      world.confirmInvalidation = confirm;
      const state = acknowledged(world);
      await settled();
      expect(state.done).to.equal(false);
      expect(world.pauses.map(({ milliseconds }) => milliseconds)).to.deep.equal([1500]);
      world.pauses[0]?.end();
      await settled();
      expect(state.done).to.equal(true);
    }
  });
});
