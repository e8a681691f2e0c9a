import type { Knex } from 'knex';
import { ChangeFeed, type ChangeFeedListeners } from '../../../src/adapters/knex/change-feed.js';
import type { Change } from '../../../src/core/shared/changes.js';
import type { Log } from '../../../src/core/shared/log.js';
import { serviceId } from '../../../src/core/shared/service-name.js';
import { silentLog } from '../../support/silent-log.js';
import { eventually } from './fixtures.js';

const following: ChangeFeed[] = [];
let cutOffs = 0;
/** Counts the connections that were given up for their silence. */
const noting: Log = {
  ...silentLog,
  warn: (_message, fields) => {
    if (/timeout|connection was closed/i.test(String(fields?.trouble))) cutOffs += 1;
  },
};
export const stopFollowing = async () => {
  for (const feed of following.splice(0)) await feed.stop();
};

/** A feed, and all that its listeners were told; to be stopped by `stopFollowing` after each test. */
export const follow = (
  connectionString: string,
  listeners: Partial<ChangeFeedListeners> = {},
  log = noting,
) => {
  const told: Change[] = [];
  const feed = new ChangeFeed(
    { connectionString },
    {
      revocations: (changes) => {
        for (const change of changes) told.push(change);
        listeners.revocations?.(changes);
      },
      cache: listeners.cache ?? (async () => undefined),
    },
    log,
  );
  following.push(feed);
  return { feed, told };
};

/** A started feed whose cache does what `cache.respond` does, and records each call. */
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
    /** Leaves calls with changes open until the returned function is called, which ends the oldest. */
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
    /** Waits for so many further calls. */
    called: async (times: number) => {
      const count = cache.calls.length + times;
      await eventually(() => cache.calls.length >= count, 'the cache was called again');
    },
  };
  const { feed, told } = follow(url, {
    cache: async (_, changes) => {
      const kinds = changes.map(({ kind }) => kind);
      cache.calls.push({ kinds, wasLagging: isLaggingForCache(feed) });
      await cache.respond(kinds);
      return undefined;
    },
  });
  await feed.start();
  return { feed, told, cache };
};

/** A feed, and how often it read everything again from a change on, and was trusted before it had. */
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
 * A test that counts what a feed tells. A machine that stands still for a second makes each feed give its connection up,
 * and tell everything anew: then the test begins again, after what `prepare` does.
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

/** `it`, for tests of feeds on a database of their own, whose changes are forgotten before each. */
export const steadily =
  (database: () => { readonly knex: Knex }) => (name: string, test: () => Promise<void>) =>
    it(
      name,
      unlessCutOff(test, () => database().knex('changes').delete()),
    );

/** Records a change of a kind without meaning; returns its number. */
export const mark = async (knex: Knex, kind = 'mark'): Promise<number> => {
  const [row] = await knex('changes').insert({ kind }).returning('seq');
  return Number(row.seq);
};

/** Resolves when everything that was committed before has been told. */
export const toldAll = async (knex: Knex, told: readonly Change[]) => {
  const seq = await mark(knex);
  await eventually(() => told.some((change) => change.seq === seq), 'everything was told');
};

export const idsOf = (changes: readonly Change[], kind: string) =>
  changes.filter((change) => change.kind === kind).map(({ id }) => Number(id));

/** The backends that feeds are connected to. */
export const feedPids = (knex: Knex): Promise<number[]> =>
  knex('pg_stat_activity')
    .where({ application_name: `${serviceId} feed` })
    .whereRaw('datname = current_database()')
    .pluck('pid');

/** Ends the connections of all feeds but one; returns their number. */
export const killFeeds = async (knex: Knex, spared?: number): Promise<number> => {
  const pids = (await feedPids(knex)).filter((pid) => pid !== spared);
  for (const pid of pids) await knex.raw('select pg_terminate_backend(?)', [pid]);
  return pids.length;
};

export const becomesFresh = (feed: ChangeFeed) => eventually(() => !feed.isLagging(), 'the feed was fresh');
export const becomesLagging = (feed: ChangeFeed) => eventually(() => feed.isLagging(), 'the feed lagged');
/** Whether what is cached may be older than a second. */
export const isLaggingForCache = (feed: ChangeFeed) => feed.cacheAgreement() === undefined;
