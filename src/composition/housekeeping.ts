import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { type Retention, removeExpired } from '../adapters/knex/housekeeping.js';
import type { Log } from '../core/shared/log.js';
import type { Settings } from './settings.js';

/** Milliseconds between the end of one run and the start of the next. */
const interval = 10 * 60_000;

/** Seconds. Change rows outlive every access token and cached value that is older than them. */
const retention = ({
  JWT__ACCESS_TTL,
  JWT__REFRESH_TTL,
  CACHE__TTL_SECONDS,
  AUDIT__RETENTION_DAYS,
  AUDIT__IP_DAYS,
  AUDIT__VALUES_DAYS,
}: Settings): Retention => ({
  changes: Math.max(3600, 2 * JWT__ACCESS_TTL, 1.1 * CACHE__TTL_SECONDS + 60),
  refreshTokens: JWT__REFRESH_TTL,
  audit: AUDIT__RETENTION_DAYS * 86_400,
  addresses: AUDIT__IP_DAYS === undefined ? undefined : AUDIT__IP_DAYS * 86_400,
  values: AUDIT__VALUES_DAYS * 86_400,
});

/** Deletes expired rows at intervals until `stop`, which waits for the current run. */
export const startHousekeeping = (database: Knex, settings: Settings, log: Pick<Log, 'warn'>) => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const runs = (async () => {
    for (;;) {
      await sleep(interval, undefined, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      await removeExpired(database, retention(settings), signal).catch((error) =>
        log.warn('housekeeping failed', { error }),
      );
    }
  })();
  return {
    stop: () => {
      stopping.abort();
      return runs;
    },
  };
};
