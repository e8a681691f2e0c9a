import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'inversify';
import { followConnections } from '../adapters/http/drain.js';
import { createHttpServer } from '../adapters/http/http-server.js';
import { originForm } from '../adapters/http/origin-form.js';
import { handleParserErrors } from '../adapters/http/parser-errors.js';
import { searchBudgetMs } from '../adapters/knex/search-steps.js';
import type { Clock } from '../core/shared/clock.js';
import type { Log } from '../core/shared/log.js';
import { type Announcement, mailPrinter } from './announcement.js';
import { openCacheAndLimiter } from './cache-and-limiter.js';
import type { CacheOverrides } from './cache-overrides.js';
import { catalogueKinds, type KindRow } from './catalogue-kinds.js';
import { createContainer } from './container.js';
import { createLog } from './create-log.js';
import { createFirstAdmin } from './first-admin.js';
import { followChanges } from './follow-changes.js';
import { startHousekeeping } from './housekeeping.js';
import type { Infrastructure } from './infrastructure.js';
import { openKeys } from './key-files.js';
import { startKeyUses } from './key-uses.js';
import { listen } from './listen.js';
import { startMailDelivery } from './mail-delivery.js';
import { openMetrics } from './metrics.js';
import { isEmptyCatalogue, seed } from './sample.js';
import { openSealer } from './sealing.js';
import { ids } from './service-ids.js';
import type { Settings } from './settings.js';
import { openStorage } from './storage.js';
import { openTracing } from './tracing.js';
import { version } from './version.js';
import { startWarnings } from './warnings.js';

/** Maximum milliseconds for requests in flight after the listener is closed. */
const deadlineMs = 10_000;
/** Maximum milliseconds for closing the database and Redis. */
const closeMs = 5_000;
/**
 * Milliseconds that a connection must be idle before a stop closes it. A proxy whose idle timeout is shorter never sends
 * a request on a closing connection.
 */
const idleMs = ({ SHUTDOWN__GRACE_SECONDS: grace }: Settings) =>
  Math.max(100, Math.min(3_000, grace * 1_000));

export interface Service {
  /** Address it listens on: `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly container: Container;
  readonly announcement: Announcement;
  /**
   * Reports "not ready" for `SHUTDOWN__GRACE_SECONDS` while it still serves requests. Then it accepts no new connections,
   * finishes the requests in flight, and closes the database and Redis.
   */
  stop(): Promise<void>;
}

/** Starts the service. The options replace parts of it in tests and scripts. */
export const startService = async (
  settings: Settings,
  {
    log = createLog(settings),
    kinds = catalogueKinds,
    clock = { now: () => new Date() },
    printMail = mailPrinter(settings),
    searchBudget = searchBudgetMs,
    cacheOverrides = {},
  }: {
    log?: Log;
    kinds?: readonly KindRow[];
    clock?: Clock;
    printMail?: Infrastructure['printMail'];
    searchBudget?: number;
    cacheOverrides?: CacheOverrides;
  } = {},
): Promise<Service> => {
  const keys = openKeys(settings, log);
  for (const { text } of await startWarnings(settings, keys.signing)) log.warn(text);
  const isEmbedded = settings.DB_URL === undefined;
  const opened = isEmbedded ? 'embedded database (the first start creates it: some ten seconds)' : 'database';
  log.info(`opening the ${opened}`);
  const tracing = await openTracing(settings, log);
  const tracer = tracing?.tracer;
  const storage = await openStorage(settings, log, kinds, tracer);
  const { database } = storage;
  const sealer = await openSealer(settings, database, log);
  if (settings.DEMO && (await isEmptyCatalogue(database))) {
    log.info('loading the sample data');
    await seed(database);
  }
  const {
    id: installation,
    cache_id: cacheId,
    cursor_secret: cursorSecret,
  } = await database('installation').first();
  const cacheAndLimiter = await openCacheAndLimiter(settings, cacheId, log, cacheOverrides, tracer);
  const { cache, limiter } = cacheAndLimiter;
  const {
    stop: stopFollowing,
    age,
    ...followed
  } = await followChanges({ settings, storage, cache, clock, log });
  const lifecycle = { isStopping: false };
  const metrics = await openMetrics({ settings, database, cache, log, age, ...followed });
  const container = createContainer({
    settings,
    lifecycle,
    log,
    keys,
    sealer,
    database,
    openSession: storage.openSession,
    isPooled: storage.isPooled,
    installation,
    cursorSecret,
    cache,
    limiter,
    clock,
    printMail,
    kinds,
    onAnswered: metrics?.onAnswered,
    tracer,
    // A search must not exceed the statement timeout.
    searchBudget: Math.min(searchBudget, settings.DB__STATEMENT_TIMEOUT_MS),
    ...followed,
    changes: cacheOverrides.wrapChanges?.(followed.changes) ?? followed.changes,
  });
  const firstAdmin = await createFirstAdmin(container.get(ids.Accounts).registerUser, settings);

  const limits = {
    // Maximum milliseconds for the headers and for the whole request, against slow or silent clients.
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 5_000,
    // Longer than the usual 60 s of proxies: if the service closed an idle connection first, the proxy could just be
    // sending a request on it.
    keepAliveTimeout: 65_000,
  };
  const server = createHttpServer(limits, container.get(ids.Http).app);
  server.prependListener('request', (request) => {
    request.url = originForm(request.url ?? '/');
  });
  handleParserErrors(server, settings.PUBLIC_URL, log);
  const drain = followConnections(server);
  const url = await listen(server, settings.HOST, settings.PORT);
  const delivery = startMailDelivery(container.get(ids.Mail).sendEmails, log, tracer);
  container.get(ids.Imports).runner.start();
  const keyUses = startKeyUses(container.get(ids.Keys).uses);
  const housekeeping = startHousekeeping(storage.background, settings, log);
  return {
    url,
    container,
    announcement: {
      url,
      ...(settings.APP && { page: `${url}/app` }),
      ...(settings.DOCS && { docs: `${url}/docs` }),
      ...(metrics && { metrics: `${metrics.url}/metrics` }),
      version,
      runsOn: `${storage.name}, ${cacheAndLimiter.name}`,
      ...(isEmbedded && { move: 'npm run db:move, with DB_URL in .env' }),
      ...(firstAdmin && { firstAdmin }),
    },
    stop: async () => {
      lifecycle.isStopping = true;
      await sleep(settings.SHUTDOWN__GRACE_SECONDS * 1_000);
      await Promise.all([
        drain({ idleMs: idleMs(settings), deadlineMs }),
        delivery.stop(),
        container.get(ids.Imports).runner.stop(),
      ]);
      const closing = async () => {
        await Promise.all([
          housekeeping.stop(),
          keyUses.stop(),
          stopFollowing(),
          metrics?.stop(),
          tracing?.stop(),
        ]);
        cacheAndLimiter.close();
        await storage.close();
      };
      // A database that hangs must not keep the process alive.
      await Promise.race([closing(), sleep(closeMs, undefined, { ref: false })]);
    },
  };
};
