import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Container } from 'inversify';
import { loadKeys } from '../adapters/crypto/signing-keys.js';
import { followConnections } from '../adapters/http/drain.js';
import { createHttpServer } from '../adapters/http/http-server.js';
import { originForm } from '../adapters/http/origin-form.js';
import { answerParserErrors } from '../adapters/http/parser-errors.js';
import { searchBudgetMs } from '../adapters/knex/search-steps.js';
import type { Clock } from '../core/shared/clock.js';
import { DomainError } from '../core/shared/errors.js';
import type { Log } from '../core/shared/log.js';
import { reasonOf } from '../core/shared/reason.js';
import { type Announcement, printMailBy } from './announcement.js';
import type { CacheOverrides } from './cache-overrides.js';
import type { KindRow } from './catalogue-kinds.js';
import { createContainer } from './container.js';
import { createLog } from './create-log.js';
import { followChanges } from './follow-changes.js';
import { keyFiles, makeKeys } from './key-files.js';
import { type PrintMail, sendLetters } from './letters.js';
import { isEmptyCatalogue, seed } from './sample.js';
import { ids } from './service-ids.js';
import { type Settings, SettingsError } from './settings.js';
import { openShared } from './shared-memory.js';
import { openStorage } from './storage.js';
import { startWarnings } from './warnings.js';

/** Milliseconds that requests in flight are given to finish once the listener is closed. */
const deadlineMs = 10_000;
/** Milliseconds that closing the database and Redis may take. */
const closeMs = 5_000;
/**
 * Milliseconds for which a connection has to be idle before it is closed: a proxy that keeps idle connections for less
 * never sends a request on one that is being closed.
 */
const idleMs = ({ SHUTDOWN__GRACE_SECONDS: grace }: Settings) =>
  Math.max(100, Math.min(3_000, grace * 1_000));

export interface Service {
  /** Where it listens: `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly container: Container;
  readonly announcement: Announcement;
  /**
   * Reports not to be ready for `SHUTDOWN__GRACE_SECONDS`, while requests are still served; then takes no new connection,
   * finishes the requests in flight, and closes what it opened.
   */
  stop(): Promise<void>;
}

/**
 * Makes the first admin when there is no account at all: the one of the settings, or in the embedded database one
 * with a password that is told once. Undefined: nothing to tell.
 */
const makeFirstAdmin = async (container: Container, { ADMIN__EMAIL, ADMIN__PASSWORD, DB_URL }: Settings) => {
  const given = ADMIN__EMAIL !== undefined && ADMIN__PASSWORD !== undefined;
  if (!given && DB_URL !== undefined) return undefined;
  const email = ADMIN__EMAIL ?? 'admin@example.com';
  const password = ADMIN__PASSWORD ?? randomBytes(15).toString('base64url');
  const registration = { email, password, visibleName: 'Administrator' };
  try {
    const made = await container.get(ids.RegisterUser).registerFirstAdmin(registration);
    if (made === undefined) return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'weak-password') throw error;
    throw new SettingsError([`ADMIN__PASSWORD is refused: ${error.message}`]);
  }
  return { email, password: given ? '(ADMIN__PASSWORD)' : password };
};

/** What to do when the service cannot listen, by the code of the system. */
const listenAdvice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop the process that listens there, or set PORT to a free port',
  EACCES: 'Set PORT to 1024 or more, or let this user listen on lower ports',
  EADDRNOTAVAIL: 'Set HOST to an address of this machine, or 0.0.0.0',
  ENOTFOUND: 'Set HOST to an address of this machine, or 0.0.0.0',
};

const listen = (server: Server, { PORT, HOST }: Settings) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const advice = listenAdvice[error.code ?? ''] ?? 'Check HOST and PORT';
      reject(
        new Error(`The service cannot listen on HOST ${HOST}, PORT ${PORT}: ${reasonOf(error)}. ${advice}`, {
          cause: error,
        }),
      );
    });
    server.listen(PORT, HOST, () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${port}`);
    });
  });

/**
 * Starts the service. @param options.kinds the kinds of the catalogue, where they are not ours; a clock likewise, and
 * where letters are shown in development; searchBudget: milliseconds that one search may take
 */
export const startService = async (
  settings: Settings,
  {
    log = createLog(settings),
    kinds,
    clock = { now: () => new Date() },
    printMail = printMailBy(settings),
    searchBudget = searchBudgetMs,
    cacheOverrides = {},
  }: {
    log?: Log;
    kinds?: readonly KindRow[];
    clock?: Clock;
    printMail?: PrintMail;
    searchBudget?: number;
    cacheOverrides?: CacheOverrides;
  } = {},
): Promise<Service> => {
  if (settings.NODE_ENV !== 'production' && makeKeys(settings)) log.info('made the signing keys');
  const keys = loadKeys(keyFiles(settings));
  for (const warning of await startWarnings(settings, keys.signing)) log.warn(warning);
  log.info(`opening the ${settings.DB_URL === undefined ? 'embedded ' : ''}database`);
  const storage = await openStorage(settings, log);
  const { database } = storage;
  if (settings.DEMO && (await isEmptyCatalogue(database))) {
    log.info('loading the sample');
    await seed(database);
  }
  const { id: installation, cursor_secret: cursorSecret } = await database('installation').first();
  const shared = await openShared(settings, installation, log, cacheOverrides);
  const { cache, limiter, name: sharedName, close: closeShared } = shared;
  const { stop: stopFollowing, ...followed } = await followChanges(settings, storage, cache, clock, log);
  const lifecycle = { isStopping: false };
  const outside = {
    settings,
    lifecycle,
    log,
    keys,
    database,
    installation,
    cursorSecret,
    cache,
    limiter,
    clock,
    printMail,
    // A search does not extend the time limit that the settings give to each statement.
    searchBudget: Math.min(searchBudget, settings.DB__STATEMENT_TIMEOUT_MS),
    ...followed,
    changes: cacheOverrides.wrapChanges?.(followed.changes) ?? followed.changes,
  };
  const container = createContainer({ ...outside, ...(kinds && { kinds }) });
  const firstAdmin = await makeFirstAdmin(container, settings);

  const limits = {
    // Slow or silent clients are cut off: so long for the headers, so long for the whole request.
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 5_000,
    // Longer than proxies keep a connection that is idle (60 s are usual): whoever closes first must not be the one that
    // may be sent a request meanwhile.
    keepAliveTimeout: 65_000,
  };
  const server = createHttpServer(limits, container.get(ids.App));
  server.prependListener('request', (request) => {
    request.url = originForm(request.url ?? '/');
  });
  answerParserErrors(server, settings.PUBLIC_URL, log);
  const drain = followConnections(server);
  const url = await listen(server, settings);
  const letters = sendLetters(container, log);
  return {
    url,
    container,
    announcement: {
      url,
      ...(settings.DOCS && { docs: `${url}/docs` }),
      runsOn: `${storage.name}, ${sharedName}`,
      ...(firstAdmin && { firstAdmin }),
    },
    stop: async () => {
      lifecycle.isStopping = true;
      await sleep(settings.SHUTDOWN__GRACE_SECONDS * 1_000);
      await Promise.all([drain({ idleMs: idleMs(settings), deadlineMs }), letters.stop()]);
      const closing = async () => {
        await stopFollowing();
        closeShared();
        await storage.close();
      };
      // A database that hangs must not keep the process until it is killed.
      await Promise.race([closing(), sleep(closeMs, undefined, { ref: false })]);
    },
  };
};
