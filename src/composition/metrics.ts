import type { AnsweredRequest } from '../adapters/http/access-log.js';
import { apiBase } from '../adapters/http/api-base.js';
import { databaseFigures } from '../adapters/knex/database-figures.js';
import { poolFigures } from '../adapters/knex/pool-shares.js';
import type { Infrastructure } from './infrastructure.js';
import { listen } from './listen.js';
import { version } from './version.js';

/** Serves the metrics at an address of their own, if METRICS__PORT is set. */
export const openMetrics = async ({
  settings,
  database,
  cache,
  revocations,
  feedStatus,
  changes,
  log,
  age,
}: Pick<
  Infrastructure,
  'settings' | 'database' | 'cache' | 'revocations' | 'feedStatus' | 'changes' | 'log'
> & {
  /** Seconds since the changes of other instances were last read; Infinity: they cannot be. */
  readonly age: () => number;
}) => {
  if (settings.METRICS__PORT === undefined) return undefined;
  // Imported here, so that a start without metrics does not load their library.
  const [{ createMetrics }, { createMetricsServer }] = await Promise.all([
    import('../adapters/metrics/metrics.js'),
    import('../adapters/metrics/metrics-server.js'),
  ]);
  const metrics = createMetrics(
    {
      pools: () => poolFigures(database),
      feed: () => ({ age: age(), isLagging: feedStatus.isLagging() }),
      revocations: () => revocations.size,
      isCacheAvailable: () => cache.available(),
      cacheEpoch: () => changes.cacheAgreement()?.epoch,
      database: () => databaseFigures(database).catch(() => undefined),
    },
    version,
  );
  const server = createMetricsServer(metrics, log);
  return {
    url: await listen(server, settings.METRICS__HOST, settings.METRICS__PORT, 'METRICS__'),
    onAnswered: ({ method, route, status, seconds, problem, limit, cacheOutcome }: AnsweredRequest) => {
      metrics.requests.observe({ method, route: route ?? 'other', status }, seconds);
      if (problem !== undefined) metrics.problems.inc({ code: problem });
      if (limit !== undefined) metrics.limitRejections.inc({ limit });
      if (cacheOutcome !== undefined) metrics.cacheReads.inc({ outcome: cacheOutcome });
      if (route === loginPath) metrics.signIns.inc({ result: problem ?? 'success' });
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const loginPath = `${apiBase}/auth/login`;
