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

/** A change of no kind that matters; answers its number. */
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

/** Ends the connections of all feeds but one, and answers how many they were. */
export const killFeeds = async (knex: Knex, spared?: number): Promise<number> => {
  const pids = (await feedPids(knex)).filter((pid) => pid !== spared);
  for (const pid of pids) await knex.raw('select pg_terminate_backend(?)', [pid]);
  return pids.length;
};

export const becomesFresh = (feed: ChangeFeed) => eventually(() => !feed.isLagging(), 'the feed was fresh');
export const becomesLagging = (feed: ChangeFeed) => eventually(() => feed.isLagging(), 'the feed was blind');
/** Whether what is cached may be older than a second. */
export const isLaggingForCache = (feed: ChangeFeed) => feed.cacheAgreement() === undefined;
