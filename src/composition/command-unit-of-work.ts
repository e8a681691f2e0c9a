import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { type BindRepositories, KnexUnitOfWork } from '../adapters/knex/knex-unit-of-work.js';

/** Milliseconds after which every instance has polled what was committed, or knows that it lags. */
const visibleAfterMs = 1_500;

/** The units of work of a command. It follows no changes: running instances learn of its commits within a second. */
export const commandUnitOfWork = <Repositories>(
  database: Knex,
  bind: BindRepositories<Repositories>,
): KnexUnitOfWork<Repositories> =>
  new KnexUnitOfWork(database, bind, {
    committed: () => {},
    catchUp: async () => {},
    waitForCaches: () => sleep(visibleAfterMs),
  });
