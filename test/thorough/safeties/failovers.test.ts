import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { type RedisPair, startRedisPair } from '../../integration/contracts/redis-pair.js';
import { cachedRead, readWhileFrozen, type Trial, tryWithAndWithout } from './trial.js';
import { startTwoInstances, type TwoInstances } from './two-instances.js';

/** Connects both instances to another Redis. */
const lead = ({ a, b }: TwoInstances, { url }: { readonly url: string }) => {
  for (const { redis } of [a, b]) redis.lead(url);
};

/** Returns a title other than `new`, if one of two cached reads per instance has it. */
const shown = async ({ a, b }: TwoInstances) => {
  const titles = [];
  for (const instance of [a, b, a, b]) titles.push((await cachedRead(instance)).title);
  return titles.find((title) => title !== 'new') ?? 'new';
};

const trials: readonly Trial<RedisPair>[] = [
  {
    name: 'a failback to a server that was master all along: starts with an empty cache',
    safety: 'a new epoch for each change of the server',
    course: async (world, { p, r, promote }) => {
      await promote(r);
      lead(world, r);
      await cachedRead(world.b);
      expect(await world.a.write('new')).to.equal(200);
      await Promise.all([cachedRead(world.a), cachedRead(world.b)]);
      lead(world, p);
      return shown(world);
    },
  },
  {
    name: 'an instance that is connected to another server: does not use it before all agree on it',
    safety: 'a read compares its server with the agreed one',
    course: async ({ a, b }, { r, promote }) => {
      await promote(r);
      b.redis.lead(r.url);
      // Without the safety, the value is stored there by then.
      for (let i = 0; i < 20; i += 1) {
        if ((await b.read()).from === 'hit') break;
        await sleep(5);
      }
      await a.write('new');
      return (await b.read()).title;
    },
  },
  {
    name: 'a write that the new server confirms at once: waits for instances that may still use the previous one',
    safety: 'a quick confirmation is not trusted after a change',
    course: async ({ a, b, cacheServer }, { r, promote }) => {
      await promote(r);
      const before = await cacheServer();
      a.redis.lead(r.url);
      while ((await cacheServer()) === before);
      // Before the next poll.
      b.postgres.freeze();
      await cachedRead(a);
      await a.write('new');
      return readWhileFrozen(b);
    },
  },
  {
    name: 'a master that is demoted under an open connection, and takes over older data: is not read',
    safety: 'the server checks its ids within the call',
    course: async ({ a, b }, { p, r, copy, promote }) => {
      await promote(r);
      await a.write('new');
      await copy(p, r);
      return (await b.read()).title;
    },
  },
  {
    name: 'a confirmation by a server that is not the agreed one: does not count for the agreed one',
    safety: 'a confirmation counts only from the agreed server',
    course: async (world, { p, r, promote }) => {
      const { a, b } = world;
      await promote(r);
      // a replaces what b proposes, so b stays connected to a server that is not the agreed one.
      b.redis.lead(r.url);
      await sleep(600);
      a.redis.drop();
      await eventually(async () => (await a.read()).from === 'hit', 'a used its server again');
      await a.redis.cut();
      const write = a.write('new');
      await eventually(async () => (await world.stored()) === 'new', 'it was committed');
      await sleep(600);
      b.redis.lead(p.url);
      await write;
      return (await cachedRead(b)).title;
    },
  },
];

describe('the safeties of the cache when Redis fails over, with and without each:', () => {
  let redis: RedisPair;
  /** P is the master and R its replica. */
  const prepare = async () => {
    await redis.promote(redis.p);
    await redis.p.command('FLUSHALL');
    await redis.copy(redis.r, redis.p);
  };
  before(async () => {
    redis = await startRedisPair();
  });
  after(async () => {
    await redis?.stop();
  });

  for (const trial of trials) {
    it(trial.name, () => tryWithAndWithout(trial, redis.p.url, redis, prepare));
  }

  it('a failover and a failback, each after the replica has synchronized: no read returns the old state', async () => {
    await prepare();
    const world = await startTwoInstances(redis.p.url);
    try {
      await world.warm();
      await redis.promote(redis.r);
      lead(world, redis.r);
      await cachedRead(world.b);
      expect(await world.a.write('new')).to.equal(200);
      await Promise.all([cachedRead(world.a), cachedRead(world.b)]);
      await redis.copy(redis.p, redis.r);
      await redis.promote(redis.p);
      lead(world, redis.p);
      expect(await shown(world)).to.equal('new');
      await eventually(async () => (await world.a.read()).from === 'hit', 'it was cached again');
      await eventually(async () => (await world.b.read()).from === 'hit', 'for both');
    } finally {
      await world.stop();
    }
  });
});
