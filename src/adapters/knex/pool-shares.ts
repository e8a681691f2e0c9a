import type { Knex } from 'knex';
import { Bulkhead } from './bulkhead.js';

interface PoolShares {
  readonly heavyReads: Bulkhead;
  readonly lockingWrites: Bulkhead;
}

const sharesByClient = new WeakMap<object, PoolShares>();

/** Less than half of the pool, so that both shares together leave a connection where there are three or more. */
const shareOf = (poolMax: number) => Math.max(1, Math.floor((poolMax - 1) / 2));

/** Divides the pool of `knex`: see `heavyRead` and `lockingWrite`. */
export const dividePool = (knex: Knex, poolMax: number, maxWaitMs: number): void => {
  const share = (name: string) => new Bulkhead(name, shareOf(poolMax), maxWaitMs);
  sharesByClient.set(knex.client, {
    heavyReads: share('heavy reads'),
    lockingWrites: share('locking writes'),
  });
};

/*
 * In a transaction the work runs at once: it has its connection already. A call that holds a connection never waits for
 * a slot, so the two cannot deadlock, even with a pool of one. (A transaction's client is not in the map.)
 */
const runIn = <T>(share: keyof PoolShares, knex: Knex, work: () => Promise<T>): Promise<T> => {
  const bulkhead = sharesByClient.get(knex.client)?.[share];
  return bulkhead === undefined ? work() : bulkhead.run(work);
};

/**
 * Runs a read that may take long (a search, a count, an export). All of them share a part of the pool, so that sign-in,
 * revocation and health checks always find a connection.
 * @throws DomainError `unavailable` when that part stays in use
 */
export const heavyRead = <T>(knex: Knex, work: () => Promise<T>): Promise<T> =>
  runIn('heavyReads', knex, work);

/** The same for a write that may wait for a row lock, with a part of the pool of its own. */
export const lockingWrite = <T>(knex: Knex, work: () => Promise<T>): Promise<T> =>
  runIn('lockingWrites', knex, work);
