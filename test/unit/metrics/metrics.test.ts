import { expect } from 'chai';
import type { DatabaseFigures } from '../../../src/adapters/metrics/metric-sources.js';
import { createMetrics } from '../../../src/adapters/metrics/metrics.js';

describe('the metrics, when the database does not answer any more:', () => {
  it('what only the database knows is left out instead of repeated', async () => {
    let figures: DatabaseFigures | undefined = {
      oldestTransactionSeconds: 3,
      emails: 2,
      emailRetries: 1,
      emailDelaySeconds: 1,
      imports: new Map([['importing', 1]]),
    };
    let age = 0.2;
    const { scrape } = createMetrics(
      {
        pools: () => [{ purpose: 'all', used: 1, max: 10, waiting: 0 }],
        feed: () => ({ age, isLagging: !Number.isFinite(age) }),
        revocations: () => 4,
        isCacheAvailable: async () => figures !== undefined,
        cacheEpoch: () => (figures === undefined ? undefined : 'one'),
        database: async () => figures,
      },
      '1.2.3',
    );
    /** The lines of the service's own gauges. */
    const lines = async () =>
      (await scrape())
        .split('\n')
        .filter((line) => /^(?:db_|email_|import_|cache_|change_|revoc|build_)/.test(line));
    const independent = [
      'build_info{version="1.2.3"} 1',
      'db_pool_connections{purpose="all"} 1',
      'db_pool_connections_max{purpose="all"} 10',
      'db_pool_waiting{purpose="all"} 0',
      'revocations_held 4',
    ];
    expect(await lines()).to.have.members([
      ...independent,
      'change_feed_age_seconds 0.2',
      'change_feed_lagging 0',
      'cache_up 1',
      'cache_epoch_info{epoch="one"} 1',
      'db_up 1',
      'db_oldest_transaction_seconds 3',
      'email_queue_jobs 2',
      'email_queue_retries 1',
      'email_queue_delay_seconds 1',
      'import_jobs{status="importing"} 1',
    ]);
    figures = undefined;
    age = Number.POSITIVE_INFINITY;
    expect(await lines()).to.have.members([...independent, 'change_feed_lagging 1', 'cache_up 0', 'db_up 0']);
  });
});
