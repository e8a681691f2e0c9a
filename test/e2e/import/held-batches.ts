import type { Knex } from 'knex';
import { ids } from '../../../src/composition/service-ids.js';
import type { TestService } from '../../support/service.js';

export const databaseOf = (service: TestService): Knex => service.service.container.get(ids.Database);
export const rows = 3_000;

/**
 * Keeps the batches of imports from being committed while `work` runs, from the first one that has written: each waits for
 * the lock of the title `Film <held>`, which is a batch in the middle.
 */
export const holdingBatch = async <T>(
  service: TestService,
  key: string,
  held: number,
  work: () => Promise<T>,
) => {
  const trx = await databaseOf(service).transaction();
  try {
    await trx('movies').insert({ title: 'Held', source_id: `${key}/${held}`, genres: [] });
    return await work();
  } finally {
    await trx.rollback();
  }
};

export const stored = async (service: TestService, key: string) =>
  Number((await databaseOf(service)('movies').whereLike('source_id', `${key}/%`).count())[0]?.count);
