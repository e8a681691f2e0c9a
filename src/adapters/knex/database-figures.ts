import type { Knex } from 'knex';

/** Maximum milliseconds for the figures, so that a scrape does not wait for a database that hangs. */
const timeLimit = 2_000;

/**
 * Returns figures for operators. The age of transactions of other database roles is known only to members of
 * pg_read_all_stats.
 * @throws Error if the database does not answer in time
 */
export const databaseFigures = async (database: Knex) => {
  const query = database
    .select({
      oldest: database.raw(
        `(select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)::float8 from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker')`,
      ),
      emails: database.raw('(select count(*)::int from mail_queue)'),
      retries: database.raw('(select count(*)::int from mail_queue where attempts > 1)'),
      delay: database.raw(
        '(select greatest(0, coalesce(extract(epoch from clock_timestamp() - min(due_at)), 0))::float8 from mail_queue)',
      ),
      imports: database.raw(
        `(select coalesce(json_object_agg(status, number), '{}')
            from (select status, count(*)::int as number from imports group by status) as counts)`,
      ),
    })
    .timeout(timeLimit);
  const [{ oldest, emails, retries, delay, imports }] = await query;
  return {
    oldestTransactionSeconds: oldest as number,
    emails: emails as number,
    emailRetries: retries as number,
    emailDelaySeconds: delay as number,
    imports: new Map(Object.entries(imports as Record<string, number>)),
  };
};
