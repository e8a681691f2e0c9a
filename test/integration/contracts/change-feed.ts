import type { Knex } from 'knex';
import { ChangeFeed, type ChangeFeedListeners } from '../../../src/adapters/knex/change-feed.js';
import type { Change } from '../../../src/core/shared/changes.js';
import type { Log } from '../../../src/core/shared/log.js';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { silentLog } from '../../support/silent-log.js';
import { eventually } from './fixtures.js';

const following: ChangeFeed[] = [];
let cutOffs = 0;
/** Counts the connections that a feed closed because of a timeout. */
const countingLog: Log = {
  ...silentLog,
  warn: (_message, fields) => {
    if (/timeout|connection was closed/i.test(String(fields?.trouble))) cutOffs += 1;
  },
};
export const stopFollowing = async () => {
  for (const feed of following.splice(0)) await feed.stop();
};

/** Returns a feed and the changes that it reports. `stopFollowing` stops it after each test. */
export const follow = (
  connectionString: string,
  listeners: Partial<ChangeFeedListeners> = {},
  log = countingLog,
) => {
  const reported: Change[] = [];
  const feed = new ChangeFeed(
    { connectionString },
    {
      revocations: (changes) => {
        for (const change of changes) reported.push(change);
        listeners.revocations?.(changes);
      },
      cache: listeners.cache ?? (async () => undefined),
    },
    log,
  );
  following.push(feed);
  return { feed, reported };
};

/** Starts a feed whose cache calls `cache.respond`, and records each call. */
export const followWithCache = async (url: string) => {
  const cache = {
    calls: [] as { kinds: readonly string[]; wasLagging: boolean }[],
    respond: async (_kinds: readonly string[]): Promise<void> => {},
    /** Rejects every call from now on. */
    reject: () => {
      cache.respond = async () => {
        throw new Error('the cache cannot be reached');
      };
    },
    /** Calls with changes stay pending. Each call of the returned function resolves the oldest one. */
    delay: () => {
      const open: (() => void)[] = [];
      cache.respond = ({ length }) =>
        length === 0 ? Promise.resolve() : new Promise((resolve) => open.push(resolve));
      return () => open.shift()?.();
    },
    confirm: () => {
      cache.respond = async () => {};
    },
    /** The changes of each call that had some. */
    received: () => cache.calls.map(({ kinds }) => kinds).filter(({ length }) => length > 0),
    /** Waits for this number of further calls. */
    called: async (times: number) => {
      const count = cache.calls.length + times;
      await eventually(() => cache.calls.length >= count, 'the cache was called again');
    },
  };
  const { feed, reported } = follow(url, {
    cache: async (_, changes) => {
      const kinds = changes.map(({ kind }) => kind);
      cache.calls.push({ kinds, wasLagging: isLaggingForCache(feed) });
      await cache.respond(kinds);
      return undefined;
    },
  });
  await feed.start();
  return { feed, reported, cache };
};

/** A feed, the number of times that it read all changes again from `first`, and how often it was not lagging then. */
export const followFrom = (url: string, first: number) => {
  const seen = { rereads: 0, trusted: 0 };
  const followed = follow(url, {
    revocations: (changes) => {
      if (!changes.some(({ seq }) => seq === first)) return;
      seen.rereads += 1;
      if (!followed.feed.isLagging() || !isLaggingForCache(followed.feed)) seen.trusted += 1;
    },
  });
  return { ...followed, seen };
};

/**
 * Wraps a test that counts what a feed reports. If the machine stalls for a second, each feed reconnects and reports
 * everything again: then `prepare` and the test run again.
 */
export const unlessCutOff =
  (test: () => Promise<void>, prepare: () => Promise<unknown> = async () => {}) =>
  async () => {
    for (let left = 5; ; left -= 1) {
      cutOffs = 0;
      await prepare();
      try {
        return await test();
      } catch (error) {
        if (cutOffs === 0 || left === 0) throw error;
        await stopFollowing();
      }
    }
  };

/** `it`, for tests of feeds on their own database. The changes are deleted before each test. */
export const steadily =
  (database: () => { readonly knex: Knex }) => (name: string, test: () => Promise<void>) =>
    it(
      name,
      unlessCutOff(test, () => database().knex('changes').delete()),
    );

/** Records a change of a kind that does not exist. Returns its sequence number. */
export const mark = async (knex: Knex, kind = 'mark'): Promise<number> => {
  const [row] = await knex('changes').insert({ kind }).returning('seq');
  return Number(row.seq);
};

/** Resolves when everything that was committed before is reported. */
export const allReported = async (knex: Knex, reported: readonly Change[]) => {
  const seq = await mark(knex);
  await eventually(() => reported.some((change) => change.seq === seq), 'everything was reported');
};

export const idsOf = (changes: readonly Change[], kind: string) =>
  changes.filter((change) => change.kind === kind).map(({ id }) => Number(id));

/** The process ids of the backends that feeds are connected to. */
export const feedPids = (knex: Knex): Promise<number[]> =>
  knex('pg_stat_activity')
    .where({ application_name: `${serviceId} feed` })
    .whereRaw('datname = current_database()')
    .pluck('pid');

/** Terminates the connections of all feeds except `spared`. Returns their number. */
export const killFeeds = async (knex: Knex, spared?: number): Promise<number> => {
  const pids = (await feedPids(knex)).filter((pid) => pid !== spared);
  for (const pid of pids) await knex.raw('select pg_terminate_backend(?)', [pid]);
  return pids.length;
};

export const becomesFresh = (feed: ChangeFeed) => eventually(() => !feed.isLagging(), 'the feed was fresh');
export const becomesLagging = (feed: ChangeFeed) => eventually(() => feed.isLagging(), 'the feed lagged');
/** Whether cached values may be older than a second. */
export const isLaggingForCache = (feed: ChangeFeed) => feed.cacheAgreement() === undefined;
