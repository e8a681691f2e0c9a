import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DatabaseFigures, MetricSources } from './metric-sources.js';

/** Upper bounds in seconds: from a cached read to the time limit of a request. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of one instance, in the format of Prometheus. */
export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Creates the metrics. Counters are incremented as things happen; gauges are read from `sources` for each scrape.
 * @param version release of the service
 */
export const createMetrics = (sources: MetricSources, version: string) => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers });

  gauge('build_info', 'The release of the service. Always 1.', ['version']).set({ version }, 1);
  const pool = {
    connections: gauge('db_pool_connections', 'Connections in use, by purpose.', ['purpose']),
    limit: gauge('db_pool_connections_max', 'Maximum number of connections, by purpose.', ['purpose']),
    waiting: gauge('db_pool_waiting', 'Calls that wait for a connection, by purpose.', ['purpose']),
  };
  const feed = {
    age: gauge('change_feed_age_seconds', 'Seconds since the changes of other instances were last read.'),
    lagging: gauge(
      'change_feed_lagging',
      '1 if tokens are checked in the database and the cache is bypassed.',
    ),
  };
  const revocations = gauge('revocations_held', 'Sessions and accounts whose revocation is in memory.');
  const cacheUp = gauge('cache_up', '1 if the cache may be used.');
  const epoch = gauge('cache_epoch_info', 'The current agreement on a cache server. Always 1.', ['epoch']);
  const databaseUp = gauge('db_up', '1 if the database answered this scrape.');
  const database = {
    oldestTransaction: gauge('db_oldest_transaction_seconds', 'Age of the oldest open transaction.'),
    emails: gauge('email_queue_jobs', 'Emails that wait to be sent.'),
    emailRetries: gauge('email_queue_retries', 'Emails that wait because an attempt failed.'),
    emailDelay: gauge('email_queue_delay_seconds', 'Seconds for which the next email has been due.'),
  };
  const imports = gauge('import_jobs', 'Imports over HTTP, by status. Ended ones are kept for 30 days.', [
    'status',
  ]);

  const setDatabase = (figures: DatabaseFigures | undefined) => {
    databaseUp.set(figures === undefined ? 0 : 1);
    // What is not known is left out, instead of repeating what was true earlier.
    for (const metric of Object.values(database)) metric.remove();
    imports.reset();
    if (figures === undefined) return;
    database.oldestTransaction.set(figures.oldestTransactionSeconds);
    database.emails.set(figures.emails);
    database.emailRetries.set(figures.emailRetries);
    database.emailDelay.set(figures.emailDelaySeconds);
    for (const [status, count] of figures.imports) imports.set({ status }, count);
  };

  const sample = async () => {
    for (const { purpose, used, max, waiting } of sources.pools()) {
      pool.connections.set({ purpose }, used);
      pool.limit.set({ purpose }, max);
      pool.waiting.set({ purpose }, waiting);
    }
    const { age, isLagging } = sources.feed();
    if (Number.isFinite(age)) feed.age.set(age);
    else feed.age.remove();
    feed.lagging.set(Number(isLagging));
    revocations.set(sources.revocations());
    const current = sources.cacheEpoch();
    cacheUp.set(Number(await sources.isCacheAvailable()));
    epoch.reset();
    if (current !== undefined) epoch.set({ epoch: current }, 1);
    setDatabase(await sources.database());
  };

  return {
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Requests by pattern of the route. 499: the client disconnected.',
      labelNames: ['method', 'route', 'status'],
      buckets: durationBuckets,
      registers,
    }),
    problems: counter('http_problems_total', 'Requests that were answered with a problem, by its code.', [
      'code',
    ]),
    cacheReads: counter('cache_reads_total', 'Cached reads: hit, miss (then stored) or bypass.', ['outcome']),
    signIns: counter('sign_ins_total', 'Logins, by result: success, or the code of the problem.', ['result']),
    limitRejections: counter('rate_limit_rejections_total', 'Requests over a rate limit, by its name.', [
      'limit',
    ]),
    /** Content-Type of what `scrape` returns. */
    contentType: registry.contentType,
    /** All metrics as text. Never fails because of the database or Redis. */
    scrape: async (): Promise<string> => {
      await sample();
      return registry.metrics();
    },
  };
};
