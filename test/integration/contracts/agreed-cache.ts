import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cache,
  type CacheAgreement,
  type CacheLease,
  type CacheLookup,
  unshared,
} from '../../../src/core/shared/cache.js';

/** A cache as used by a single instance: the server that it is connected to is always the agreed one. */
export interface AgreedCache {
  lookUp(key: string, generations: readonly string[]): Promise<CacheLookup>;
  store(key: string, lease: CacheLease, value: Uint8Array): Promise<void>;
  invalidate(generations: readonly string[]): Promise<void>;
  available(): Promise<boolean>;
}

/** @param epoch the same for all instances that share cached values */
export const agreed = (cache: Cache, epoch = 'epoch'): AgreedCache => {
  let agreement: CacheAgreement = { ...unshared, epoch };
  const invalidate = async (generations: readonly string[]) => {
    const proposal = await cache.invalidate(agreement, generations);
    if (proposal === undefined) return;
    agreement = { server: proposal, epoch };
    await cache.invalidate(agreement, generations);
  };
  return {
    lookUp: (...args) => cache.lookUp(agreement, ...args),
    store: (...value) => cache.store(agreement, ...value),
    invalidate,
    available: () =>
      invalidate([]).then(
        () => cache.available(),
        () => false,
      ),
  };
};

export const leaseOf = (look: CacheLookup): CacheLease => {
  if (look.outcome !== 'miss') throw new Error(`a miss was expected, not a ${look.outcome}`);
  return look.lease;
};

/** The same cache. Calls that time out, as they may on a busy machine, are repeated. */
export const patient = (cache: AgreedCache): AgreedCache => {
  const retry = async <T>(call: () => Promise<T>, isGood: (result: T) => boolean) => {
    let result = await call();
    for (let i = 0; i < 400 && !isGood(result); i += 1) {
      await sleep(25);
      result = await call();
    }
    return result;
  };
  const invalidated = (generations: readonly string[]) =>
    cache.invalidate(generations).then(
      () => true,
      () => false,
    );
  return {
    lookUp: (...args) =>
      retry(
        () => cache.lookUp(...args),
        ({ outcome }) => outcome !== 'bypass',
      ),
    store: (...value) => cache.store(...value),
    invalidate: async (generations) => {
      if (!(await retry(() => invalidated(generations), Boolean)))
        throw new Error('the cache could not be invalidated');
    },
    available: () => retry(() => cache.available(), Boolean),
  };
};

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The result of a lookup, with its value as a plain Uint8Array. */
export const found = async (look: Promise<CacheLookup>) => {
  const result = await look;
  return result.outcome === 'hit' ? { ...result, value: new Uint8Array(result.value) } : result;
};

/** Reads through the cache, as a repository that finds `value` does. */
export const fill = async (cache: AgreedCache, key: string, generations: readonly string[], value: string) =>
  cache.store(key, leaseOf(await cache.lookUp(key, generations)), bytes(value));

export const hit = (value: string) => ({ outcome: 'hit', value: bytes(value) });
