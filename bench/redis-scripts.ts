/**
 * Measures the time of one cached read of 8 KB in Redis, with and without the check of `master_replid` in the script
 * (docs/adr/0007). Redis measures it itself: `INFO commandstats`.
 *
 *     npx tsx bench/redis-scripts.ts
 */
import { openRedis } from '../src/adapters/redis/redis-client.js';
import { type Scripts, scripts } from '../src/adapters/redis/scripts.js';
import { readServerIds } from '../src/adapters/redis/server-ids.js';
import { startOwnRedis, stopServers } from '../test/support/servers/servers.js';

const [calls, rounds] = [500, 40];
const settings = { db: 0, tls: false };

const server = await startOwnRedis();
const { hostname: host, port } = new URL(server.url);
const redis = openRedis<Scripts>({ ...settings, host, port: Number(port) }, scripts);
try {
  await new Promise((resolve) => redis.once('ready', resolve));
  const ids = await readServerIds(redis);
  const keys = ['value', 'movies/1', 'movies'];
  const value = Buffer.alloc(8 * 1024, 'x');
  await redis.lookBuffer(3, ...keys, ids.history, 600, 'generation');
  await redis.keep(3, ...keys, 600, 600_000, 'generation', 'generation', value);

  /** Returns the microseconds of one call, as counted by Redis. */
  const round = async (history: string) => {
    await redis.config('RESETSTAT');
    for (let i = 0; i < calls; i += 1) {
      const found = await redis.lookBuffer(3, ...keys, history, 600, 'generation');
      if (!Buffer.isBuffer(found)) throw new Error('the value was not found');
    }
    const stats = await redis.info('commandstats');
    return Number(/cmdstat_evalsha:.*?usec_per_call=([\d.]+)/.exec(stats)?.[1]);
  };
  /** Returns the best of the rounds, since other processes on the machine only add time. */
  const best = async (history: string) => {
    const times: number[] = [];
    for (let i = 0; i < rounds; i += 1) times.push(await round(history));
    return Math.min(...times);
  };
  const [checked, unchecked] = [await best(ids.history), await best('')];
  console.log(
    `a cached read of 8 KB: ${checked} µs, and ${unchecked} µs without the check (Redis ${server.version})`,
  );
} finally {
  redis.disconnect();
  await stopServers();
}
