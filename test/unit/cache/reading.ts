import type { MemoryCache } from '../../../src/adapters/memory/memory-cache.js';
import { type CacheAgreement, unshared } from '../../../src/core/shared/cache.js';
import { ReadCache } from '../../../src/core/shared/read-cache.js';
import type { FakeCache } from '../../support/fakes/fake-cache.js';

export const text = (value: Uint8Array) => new TextDecoder().decode(value);

/** A read cache over a cache, and a database that contains one text. */
export const setUp = <C extends MemoryCache | FakeCache>(cache: C) => {
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

/** Waits until everything that is ready has run. */
export const settled = () => new Promise(setImmediate);

/** A promise, and a function that fulfils it. */
export const held = () => {
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release };
};
