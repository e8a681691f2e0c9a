import type { Knex } from 'knex';
import { feedName } from '../feed-client.js';

/** @throws Error if instances of this service run on the database: what they write would not be copied */
export const requireNoInstances = async (trx: Knex): Promise<void> => {
  const { rows } = await trx.raw(
    'select client_addr as host, pid from pg_stat_activity where datname = current_database() and application_name = ?',
    [feedName],
  );
  if (rows.length === 0) return;
  const processes = rows.map(({ pid }: { pid: number }) => pid).join(', ');
  throw new Error(
    `instances of the service use the source (Postgres processes ${processes}). Stop them first: what they write ` +
      'would not be moved.',
  );
};
