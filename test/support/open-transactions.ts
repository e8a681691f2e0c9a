import knex from 'knex';
import { eventually } from '../integration/contracts/fixtures.js';

/**
 * Waits until no connection to this database has a transaction open, and fails when one stays: to be called after every
 * outage. One that was forgotten holds its locks, and the next user of its connection reads and commits its rows.
 */
export const expectNoOpenTransaction = async (databaseUrl: string): Promise<void> => {
  // A plain client: what is tested must not mend what it is tested for.
  const observer = knex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: 1 } });
  const open = () =>
    observer('pg_stat_activity')
      .whereRaw('datname = current_database() and pid <> pg_backend_pid() and xact_start is not null')
      .select('pid', 'state', 'query');
  try {
    await eventually(async () => (await open()).length === 0, 'no transaction was open');
  } catch {
    throw new Error(`transactions stayed open: ${JSON.stringify(await open())}`);
  } finally {
    await observer.destroy();
  }
};
