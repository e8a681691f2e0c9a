import { setTimeout as sleep } from 'node:timers/promises';
import { startSentinel } from '../../test/integration/contracts/sentinel.js';
import { type Fault, of, redis, redisLinks } from './fault.js';
import type { Resource, Targets } from './fault-plan.js';
import type { World } from './world.js';

const redisAndLinks = (targets: Targets): Resource[] => [...redis(), ...redisLinks(targets)];

/** Syncs a replica, runs `course`, and then connects all instances to the first server, promoted to master again. */
const withReplica = async (world: World, course: (replica: World['redisPair']['r']) => Promise<void>) => {
  const { p, r, copy, promote } = world.redisPair;
  await copy(r, p);
  try {
    await course(r);
  } finally {
    for (const link of world.redisLinks) link.lead(p.url);
    await promote(p);
    await promote(r);
  }
};

/** Faults in which one Redis server replaces another. */
export const failoverFaults = {
  'a failover by Sentinel, and one back': {
    takes: redisAndLinks,
    strike: (world, { lasts }) =>
      withReplica(world, async (replica) => {
        const sentinel = await startSentinel(world.redis.url);
        try {
          await sentinel.failOver();
          for (const link of world.redisLinks) link.lead(replica.url);
          await sleep(lasts);
          await sentinel.failOver();
        } finally {
          await sentinel.stop();
        }
      }),
  },
  'a replica used for a while, the master never demoted': {
    takes: redisAndLinks,
    strike: (world, { lasts }) =>
      withReplica(world, async (replica) => {
        await world.redisPair.promote(replica);
        for (const link of world.redisLinks) link.lead(replica.url);
        await sleep(lasts);
      }),
  },
  'two Redis servers in use at once': {
    takes: redisAndLinks,
    strike: (world, { lasts, targets: { one } }) =>
      withReplica(world, async (replica) => {
        await world.redisPair.promote(replica);
        for (const link of of(world.redisLinks, one)) link.lead(replica.url);
        await sleep(lasts);
      }),
  },
  'a master demoted and promoted under open connections': {
    takes: redisAndLinks,
    strike: (world, { lasts }) =>
      withReplica(world, async (replica) => {
        await world.redisPair.promote(replica);
        // The other server does not have what is written meanwhile.
        await sleep(lasts);
        await world.redisPair.copy(world.redis, replica);
      }),
  },
} as const satisfies Readonly<Record<string, Fault>>;
