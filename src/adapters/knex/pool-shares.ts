import type { Knex } from 'knex';
import { Bulkhead } from '../../core/shared/bulkhead.js';

interface PoolShares {
  readonly heavyReads: Bulkhead;
  readonly lockingWrites: Bulkhead;
}

const sharesByClient = new WeakMap<object, PoolShares>();

/** Less than half of the pool, so that a pool of three or more always has a connection that is in neither share. */
const shareOf = (poolMax: number) => Math.max(1, Math.floor((poolMax - 1) / 2));

/** Sets the shares of the pool of `knex` for `heavyRead` and `lockingWrite`. */
export const dividePool = (knex: Knex, poolMax: number, maxWaitMs: number): void => {
  const share = (name: string) => new Bulkhead(name, shareOf(poolMax), maxWaitMs);
  sharesByClient.set(knex.client, {
    heavyReads: share('heavy reads'),
    lockingWrites: share('locking writes'),
  });
};

/** How many connections of the pool are in use: all of them, and those of each share. */
export const poolFigures = (knex: Knex) => {
  const { pool } = knex.client;
  const { heavyReads, lockingWrites } = sharesByClient.get(knex.client) as PoolShares;
  return [
    {
      purpose: 'all',
      used: pool.numUsed() as number,
      max: pool.max as number,
      waiting: pool.numPendingAcquires() as number,
    },
    heavyReads.figures,
    lockingWrites.figures,
  ];
};

/*
 * Within a transaction the work runs at once, since it already has a connection. (The client of a transaction is not in
 * the map.) So a call with a connection never waits for a slot, and cannot deadlock, even with a pool of one.
 */
const runIn = <T>(share: keyof PoolShares, knex: Knex, work: () => Promise<T>): Promise<T> => {
  const bulkhead = sharesByClient.get(knex.client)?.[share];
  return bulkhead === undefined ? work() : bulkhead.run(work);
};

/**
 * Runs a read that may take long: a search, a count, an export. All of these share a part of the pool, so that logins,
 * revocations and health checks always get a connection.
 * @throws DomainError `unavailable` if no connection of that part becomes free in time
 */
export const heavyRead = <T>(knex: Knex, work: () => Promise<T>): Promise<T> =>
  runIn('heavyReads', knex, work);

/** Like `heavyRead`, for a write that may wait for a row lock, with a separate part of the pool. */
export const lockingWrite = <T>(knex: Knex, work: () => Promise<T>): Promise<T> =>
  runIn('lockingWrites', knex, work);
