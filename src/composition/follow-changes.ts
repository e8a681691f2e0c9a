import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { clockSkew } from '../adapters/crypto/jwt-access-tokens.js';
import { ChangeFeed } from '../adapters/knex/change-feed.js';
import { keepHouse, type Retention } from '../adapters/knex/housekeeping.js';
import { OwnChanges } from '../adapters/knex/own-changes.js';
import { removedBy } from '../core/catalogue/generations.js';
import { Revocations } from '../core/identity/revocations.js';
import type { Cache, CacheAgreement } from '../core/shared/cache.js';
import type { Change } from '../core/shared/changes.js';
import type { Clock } from '../core/shared/clock.js';
import type { Log } from '../core/shared/log.js';
import type { Settings } from './settings.js';
import type { Storage } from './storage.js';

/** Milliseconds from the end of a round of housekeeping to the next one. */
const roundEvery = 10 * 60_000;

/** How long things are kept: changes for longer than a token or a cached value from before them lives. */
const retention = ({
  JWT__ACCESS_TTL,
  JWT__REFRESH_TTL,
  CACHE__TTL_SECONDS,
  AUDIT__RETENTION_DAYS,
}: Settings): Retention => ({
  changes: Math.max(3600, 2 * JWT__ACCESS_TTL, 1.1 * CACHE__TTL_SECONDS + 60),
  refreshTokens: JWT__REFRESH_TTL,
  audit: AUDIT__RETENTION_DAYS * 86_400,
});

/** Begins rounds of housekeeping, one after the other; gives what ends them. */
const keepRounds = (database: Knex, settings: Settings, log: Log) => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const rounds = (async () => {
    for (;;) {
      await sleep(roundEvery, undefined, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      await keepHouse(database, retention(settings), signal).catch((error) =>
        log.warn('housekeeping failed', { error }),
      );
    }
  })();
  return () => {
    stopping.abort();
    return rounds;
  };
};

/** Follows what other instances change, where there can be others, and forgets it in time. */
export const followChanges = async (
  settings: Settings,
  { database, background, feed: connection }: Storage,
  cache: Cache,
  clock: Clock,
  log: Log,
) => {
  const revocations = new Revocations(clock, settings.JWT__ACCESS_TTL + clockSkew);
  const listeners = {
    revocations: (changes: readonly Change[]) => revocations.apply(changes),
    cache: (agreement: CacheAgreement, changes: readonly Change[]) =>
      cache.invalidate(agreement, [...new Set(changes.flatMap(({ kind, id }) => removedBy(kind, id)))]),
  };
  const feed =
    connection === undefined
      ? new OwnChanges(database, listeners)
      : new ChangeFeed(connection, listeners, log);
  await feed.start();
  const stopRounds = keepRounds(background, settings, log);
  const stop = async () => {
    await Promise.all([stopRounds(), feed.stop()]);
  };
  return { revocations, freshness: feed, changes: feed, stop };
};
