import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import {
  type RestartableRedis,
  startRestartableRedis,
} from '../../integration/contracts/restartable-redis.js';
import { cachedRead, readWhileFrozen, type Trial, tryWithAndWithout } from './trial.js';
import type { Instance, TwoInstances } from './two-instances.js';

const written = async ({ stored }: TwoInstances, title = 'new') =>
  eventually(async () => (await stored()) === title, 'it was committed');

/** Writes `new` through `a` while a read of `b` waits for Postgres. */
const writeDuringRead = async (a: Instance, b: Instance) => {
  await a.write('old');
  b.postgres.hold();
  const slow = b.read();
  await sleep(100);
  await a.write('new');
  return { slow };
};

const trials: readonly Trial<RestartableRedis>[] = [
  {
    name: 'a slow read: that began before a write: does not store the old state',
    safety: 'generation compare',
    course: async ({ a, b }) => {
      const { slow } = await writeDuringRead(a, b);
      await b.postgres.heal();
      await slow;
      await sleep(50);
      return (await a.read()).title;
    },
  },
  {
    name: 'a cache miss: during a read that began before the write: does not join that read',
    safety: 'join by key and generation',
    course: async ({ a, b }) => {
      await writeDuringRead(a, b);
      const late = b.read();
      await sleep(100);
      await b.postgres.heal();
      return (await late).title;
    },
  },
  {
    name: 'a write: without a connection to Redis: is acknowledged when no instance serves the old state',
    safety: 'wait after a failed invalidation',
    course: async ({ a, b }) => {
      await a.redis.cut();
      await a.write('new');
      return (await b.read()).title;
    },
  },
  {
    name: 'an instance that has not polled for a second: lags, and bypasses the cache',
    safety: 'bypass while lagging',
    course: async ({ a, b }) => {
      b.postgres.freeze();
      await a.redis.cut();
      await a.write('new');
      return readWhileFrozen(b);
    },
  },
  {
    name: 'an invalidation that failed: is repeated, and not confirmed by a later one',
    safety: 'repeat of failed invalidations',
    course: async (world) => {
      const { a, b } = world;
      await Promise.all([a.redis.cut(), b.redis.cut()]);
      const write = a.write('new');
      await written(world);
      // Long enough for a poll of b.
      await sleep(600);
      await b.redis.heal();
      await write;
      return (await cachedRead(b)).title;
    },
  },
  {
    name: 'a 412: that results from a write of another instance, not yet invalidated: waits for its invalidation',
    safety: 'wait before the response to a write',
    course: async (world) => {
      const { a, b, stored } = world;
      await a.redis.cut();
      // Sometimes b polls in between.
      for (let version = 1; version <= 4; version += 1) {
        const title = `version ${version}`;
        const unacknowledged = a.write(title, version);
        while ((await stored()) !== title);
        expect(await b.write(title, version)).to.equal(412);
        if ((await b.read()).title !== title) return 'old';
        await unacknowledged;
        await world.warm();
      }
      return 'new';
    },
  },
  {
    name: 'a change of very many rows in psql: invalidates the whole kind',
    safety: 'generation of a whole kind',
    course: async ({ b, writeInBulk }) => {
      await writeInBulk('new');
      // A writer that bypasses the service has to wait this long.
      await sleep(1_500);
      return (await cachedRead(b)).title;
    },
  },
  {
    name: 'an import: without an instance that can reach Redis: ends when no instance serves the old state',
    safety: 'wait at the end of an import',
    course: async (world) => {
      const { a, b } = world;
      await a.redis.cut();
      const importing = world.import('new');
      await Promise.race([importing, written(world)]);
      b.postgres.freeze();
      await importing;
      return readWhileFrozen(b);
    },
  },
  {
    name: 'a Redis that restarts from an old snapshot: starts with an empty cache',
    safety: 'ids of the server',
    course: async ({ a, b }, redis) => {
      const snapshot = await redis.snapshot();
      await a.write('new');
      // Long enough for polls: an instance that polls later would invalidate in the restarted Redis.
      await sleep(1_500);
      await redis.kill();
      await redis.start(snapshot);
      return (await cachedRead(b)).title;
    },
  },
];

describe('the safeties of the cache, with and without each:', () => {
  let redis: RestartableRedis;
  before(async () => {
    redis = await startRestartableRedis();
  });
  after(async () => {
    await redis?.stop();
  });

  for (const trial of trials) {
    it(trial.name, () => tryWithAndWithout(trial, redis.url, redis));
  }
});
