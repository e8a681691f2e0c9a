import { eventually } from '../integration/contracts/fixtures.js';
import { runSql } from './run-sql.js';

const openTransactions = `select pid, state, query from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`;

/**
 * Waits until no connection to this database has a transaction open, and fails if one stays: for the end of every outage.
 * A forgotten transaction keeps its locks, and the next user of its connection reads and commits its rows.
 */
export const expectNoOpenTransaction = async (databaseUrl: string): Promise<void> => {
  const open = () => runSql(databaseUrl, openTransactions);
  try {
    await eventually(async () => (await open()).length === 0, 'no transaction was open');
  } catch {
    throw new Error(`transactions stayed open: ${JSON.stringify(await open())}`);
  }
};
