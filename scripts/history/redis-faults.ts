import { setTimeout as sleep } from 'node:timers/promises';
import {
  between,
  cut,
  type Fault,
  freeze,
  linksButOne,
  of,
  onLinks,
  redis,
  redisLinkOfOne,
  redisLinks,
} from './fault.js';
import type { PlannedFault } from './fault-plan.js';
import type { World } from './world.js';

/** Limits the memory of Redis, with this maxmemory-policy. */
const withLittleMemory = async ({ redis }: World, { lasts }: PlannedFault, policy: string, bytes: number) => {
  await redis.command('CONFIG', 'SET', 'maxmemory-policy', policy);
  await redis.command('CONFIG', 'SET', 'maxmemory', bytes);
  await sleep(lasts);
  await redis.command('CONFIG', 'SET', 'maxmemory', 0);
};

const usedMemory = async ({ redis }: World) =>
  Number(/used_memory:(\d+)/.exec(String(await redis.command('INFO', 'memory')))?.[1]);

/** Faults of Redis, and of the connections to it. */
export const redisFaults = {
  'Redis paused': {
    takes: redis,
    strike: async ({ redis }, { lasts }) => {
      redis.signal('SIGSTOP');
      await sleep(lasts);
      redis.signal('SIGCONT');
    },
  },
  'Redis killed, empty afterwards': {
    takes: redis,
    strike: async ({ redis }, { lasts }) => {
      await redis.kill();
      await sleep(lasts);
      await redis.start();
    },
  },
  'Redis killed, back from an old snapshot': {
    takes: redis,
    strike: async ({ redis, snapshots }, fault) => {
      snapshots.push(await redis.snapshot());
      await sleep(fault.lasts);
      await redis.kill();
      await sleep(between(0, 500, fault));
      await redis.start(snapshots[Math.floor(fault.strength * snapshots.length)]);
    },
  },
  'CLIENT PAUSE': {
    takes: redis,
    strike: async ({ redis }, { lasts, strength }) => {
      await redis.command('CLIENT', 'PAUSE', lasts, strength < 0.5 ? 'ALL' : 'WRITE');
      await sleep(lasts);
    },
  },
  FLUSHALL: {
    takes: redis,
    strike: async ({ redis }, { lasts }) => {
      await redis.command('FLUSHALL');
      await sleep(lasts);
      await redis.command('FLUSHALL');
    },
  },
  'Redis full': {
    takes: redis,
    strike: (world, fault) => withLittleMemory(world, fault, 'noeviction', 1),
  },
  'Redis evicting': {
    takes: redis,
    strike: async (world, fault) =>
      withLittleMemory(
        world,
        fault,
        'allkeys-random',
        (await usedMemory(world)) - between(1_000, 20_000, fault),
      ),
  },
  'Redis slow': {
    takes: redisLinks,
    strike: ({ redisLinks }, fault) => onLinks(redisLinks, fault, (link) => link.slow(between(2, 80, fault))),
  },
  'Redis slow for one': {
    takes: redisLinkOfOne,
    strike: ({ redisLinks }, fault) =>
      onLinks(of(redisLinks, fault.targets.one), fault, (link) => link.slow(between(5, 400, fault))),
  },
  'one cut off from Redis': {
    takes: redisLinkOfOne,
    strike: ({ redisLinks }, fault) => onLinks(of(redisLinks, fault.targets.one), fault, cut),
  },
  'one frozen from Redis': {
    takes: redisLinkOfOne,
    strike: ({ redisLinks }, fault) => onLinks(of(redisLinks, fault.targets.one), fault, freeze),
  },
  'replies of Redis delayed for one': {
    takes: redisLinkOfOne,
    strike: ({ redisLinks }, fault) =>
      onLinks(of(redisLinks, fault.targets.one), { ...fault, lasts: 20 }, async (link) => {
        link.hold();
        await sleep(fault.lasts);
        // The delayed commands are never delivered.
        if (fault.strength < 0.5) await link.cut();
      }),
  },
  'links to Redis flapping': {
    takes: redisLinks,
    strike: async ({ redisLinks }, fault) => {
      for (let left = fault.lasts; left > 0; left -= 400) {
        const [away, back] = [between(50, 350, fault), between(350, 50, fault)];
        await onLinks(redisLinks, { ...fault, lasts: away }, cut);
        await sleep(back);
      }
    },
  },
  // An instance that cannot invalidate relies on the others. Here one cannot either, and the last one lags.
  'only one reaches Redis, and that one not Postgres': {
    takes: ({ one, all }) => [...linksButOne(one, all), `postgres link ${one}`],
    strike: async ({ redisLinks, postgresLinks }, fault) => {
      const { one } = fault.targets;
      // Longer than a write waits for an invalidation that fails.
      const long = { ...fault, lasts: Math.max(fault.lasts, 3_000) };
      await Promise.all([
        onLinks(redisLinks.toSpliced(one, 1), long, cut),
        onLinks(of(postgresLinks, one), long, freeze),
      ]);
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;
