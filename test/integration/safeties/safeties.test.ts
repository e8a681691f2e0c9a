import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../contracts/fixtures.js';
import { type RestartableRedis, startRestartableRedis } from '../contracts/restartable-redis.js';
import { cachedRead, type Trial, tryWithAndWithout } from './trial.js';
import type { TwoInstances } from './two-instances.js';

const written = async ({ stored }: TwoInstances, title = 'new') =>
  eventually(async () => (await stored()) === title, 'it was committed');

const trials: readonly Trial<RestartableRedis>[] = [
  {
    name: 'a slow reader: overtaken by a write: does not put the old state back',
    safety: 'generation compare',
    course: async ({ a, b }) => {
      await a.write('old');
      b.postgres.hold();
      const slow = b.read();
      await sleep(100);
      await a.write('new');
      await b.postgres.heal();
      await slow;
      await sleep(50);
      return (await a.read()).title;
    },
  },
  {
    name: 'who misses: while a read from before the write is under way: does not join it',
    safety: 'join by key and generation',
    course: async ({ a, b }) => {
      await a.write('old');
      b.postgres.hold();
      const slow = b.read();
      await sleep(100);
      await a.write('new');
      const late = b.read();
      await sleep(100);
      await b.postgres.heal();
      await slow;
      return (await late).title;
    },
  },
  {
    name: 'a write: when the cache cannot be told: is answered when nobody serves the old state any more',
    safety: 'wait after a failed invalidation',
    course: async ({ a, b }) => {
      await a.redis.cut();
      await a.write('new');
      return (await b.read()).title;
    },
  },
  {
    name: 'who has not heard of changes for a second: is blind, and does not ask the cache',
    safety: 'bypass while lagging',
    course: async ({ a, b }) => {
      b.postgres.freeze();
      await a.redis.cut();
      await a.write('new');
      const read = b.read();
      await Promise.race([read, sleep(300)]);
      await b.postgres.heal();
      return (await read).title;
    },
  },
  {
    name: 'what the cache was not told: is told again, and does not count as confirmed by what comes later',
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
    name: 'a refusal: of what another instance did and could not tell: is no earlier than what it tells of',
    safety: 'wait before the response to a write',
    course: async (world) => {
      const { a, b, stored } = world;
      await a.redis.cut();
      // Now and then b polls just in between by itself.
      for (let version = 1; version <= 4; version += 1) {
        const title = `version ${version}`;
        const unanswered = a.write(title, version);
        while ((await stored()) !== title);
        expect(await b.write(title, version)).to.equal(412);
        if ((await b.read()).title !== title) return 'old';
        await unanswered;
        await world.warm();
      }
      return 'new';
    },
  },
  {
    name: 'a change of very many rows, by whomever: is forgotten, though nobody is told of which',
    safety: 'generation of a whole kind',
    course: async ({ b, writeInBulk }) => {
      await writeInBulk('new');
      // As whoever writes past the service has to wait.
      await sleep(1_500);
      return (await cachedRead(b)).title;
    },
  },
  {
    name: 'an import that has ended: nobody serves the old state any more, though no instance could tell the cache',
    safety: 'wait at the end of an import',
    course: async (world) => {
      const { a, b } = world;
      await a.redis.cut();
      const importing = world.import('new');
      await Promise.race([importing, written(world)]);
      b.postgres.freeze();
      await importing;
      const read = b.read();
      await Promise.race([read, sleep(300)]);
      await b.postgres.heal();
      return (await read).title;
    },
  },
  {
    name: 'a Redis that starts again from an old snapshot: has nothing of what it had',
    safety: 'ids of the server',
    course: async ({ a, b }, redis) => {
      const snapshot = await redis.snapshot();
      await a.write('new');
      // Long enough for polls: what an instance has not heard of yet, it would tell the Redis that is started again.
      await sleep(1_500);
      await redis.kill();
      await redis.start(snapshot);
      return (await cachedRead(b)).title;
    },
  },
];

describe('the safeties of the cache, each tried and then switched off:', () => {
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
