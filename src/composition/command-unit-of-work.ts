import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { KnexUnitOfWork } from '../adapters/knex/knex-unit-of-work.js';
import { catalogueKinds } from './catalogue-kinds.js';

/** Milliseconds after which every instance has polled what was committed, or knows that it lags. */
const shownAfter = 1_500;

/** The units of work of a command. It follows no changes: running instances learn of its commits within a second. */
export const commandUnitOfWork = (database: Knex): KnexUnitOfWork =>
  new KnexUnitOfWork(
    database,
    catalogueKinds.filter(({ isTitle }) => isTitle).map(({ plural }) => plural),
    {
      committed: () => {},
      waitForRevocations: async () => {},
      waitForCaches: () => sleep(shownAfter),
    },
  );
