import { expect } from 'chai';
import { MemoryCache } from '../../../src/adapters/memory/memory-cache.js';
import { unshared } from '../../../src/core/shared/cache.js';
import { FakeCache } from '../../support/fakes/fake-cache.js';
import { held, settled, setUp, text } from './reading.js';

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
