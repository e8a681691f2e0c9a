import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import type { TestService } from '../../support/service.js';

/** Removals that a request of the service meets while they are done but not committed. */
export const removalsOf = (service: () => TestService) => {
  const knex = () => service().service.container.get(ids.Database);

  const someoneWaits = async () => {
    const waiting = await knex()('pg_stat_activity')
      .whereRaw('datname = current_database()')
      .where({ wait_event_type: 'Lock' });
    return waiting.length > 0;
  };

  /** Sends the request while the removal is done but not committed, and commits once the request waits or is answered. */
  const during = async <T>(table: string, id: number, send: () => Promise<T>): Promise<T> => {
    let isAnswered = false;
    const answer = await knex().transaction(async (removal) => {
      await removal(table).where({ id }).delete();
      const sent = send().finally(() => {
        isAnswered = true;
      });
      await eventually(
        async () => isAnswered || (await someoneWaits()),
        'the request waited or was answered',
      );
      return { sent };
    });
    return answer.sent;
  };

  return { someoneWaits, during };
};
