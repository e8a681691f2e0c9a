/**
 * Measures what a split of Redis costs: two instances of the build on one Postgres, each connected to a Redis master of
 * its own, as after a failover that only one side of the network saw. Prints the figures before, during and after the
 * split: how often the agreed server changed, and for each instance the share of cache hits and the time of writes.
 *
 * npm run measure:split -- [seconds of the split, 60]
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { root } from './history/builds.js';
import { send } from './history/client.js';
import type { Instance } from './history/instance.js';
import { startWorld } from './history/world.js';

const seconds = Number(process.argv[2] ?? 60);
const main = join(root, 'dist/main.js');
const world = await startWorld([[main], [main]], join(root, 'dist/commands/import.js'));
const database = new Client({ connectionString: world.postgres.url });

const headers = { authorization: `Bearer ${world.credentials[0]}` };
const timeoutMs = 10_000;
const createMovie = async (i: number): Promise<number> => {
  const body = { title: `Movie ${i}` };
  const { status, body: movie } = await send(world.instances[0] as Instance, {
    method: 'POST',
    path: '/movies',
    headers,
    body,
    timeoutMs,
  });
  assert.equal(status, 201, `the movie could not be created: ${JSON.stringify(movie)}`);
  return movie.id;
};

const quantile = (values: readonly number[], part: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))]?.toFixed(0);

/** Reads and writes through both instances for a number of seconds, and prints the results. */
const measure = async (name: string, movies: readonly number[], milliseconds: number) => {
  const end = performance.now() + milliseconds;
  const reads = world.instances.map(() => ({ hits: 0, all: 0 }));
  const writes: number[][] = world.instances.map(() => []);
  const failures: string[] = [];
  let [epoch, changes] = ['', 0];

  const read = async (instance: Instance, i: number) => {
    const count = reads[i] as { hits: number; all: number };
    for (let n = 0; performance.now() < end; n += 1) {
      const path = `/movies/${movies[n % movies.length]}`;
      const { status, xCache } = await send(instance, { method: 'GET', path, timeoutMs });
      if (status !== 200) failures.push(`GET: ${status}`);
      count.all += 1;
      if (xCache === 'hit') count.hits += 1;
      await sleep(20);
    }
  };
  const write = async (instance: Instance, i: number) => {
    const path = `/movies/${movies[i]}`;
    for (let n = 0; performance.now() < end; n += 1) {
      const body = { title: `${name} ${n}` };
      const type = { 'content-type': 'application/merge-patch+json' };
      const response = await send(instance, {
        method: 'PATCH',
        path,
        headers: { ...headers, ...type },
        body,
        timeoutMs,
      });
      if (response.status !== 200) failures.push(`PATCH: ${response.status}`);
      writes[i]?.push(response.ended - response.began);
      await sleep(200);
    }
  };
  const countChanges = async () => {
    while (performance.now() < end) {
      const { rows } = await database.query('select epoch from cache_agreement');
      if (epoch !== '' && rows[0].epoch !== epoch) changes += 1;
      epoch = rows[0].epoch;
      await sleep(50);
    }
  };
  await Promise.all([
    ...world.instances.flatMap((instance, i) => [read(instance, i), write(instance, i)]),
    countChanges(),
  ]);

  const perInstance = reads.map(({ hits, all }, i) => {
    const times = [0.5, 0.95, 1].map((part) => quantile(writes[i] ?? [], part)).join(' / ');
    return `${((100 * hits) / all).toFixed(0)} % hits, writes ${times} ms`;
  });
  console.log(
    `${name}: the agreed server changed ${((changes * 60_000) / milliseconds).toFixed(0)} times a minute`,
  );
  for (const [i, line] of perInstance.entries())
    console.log(`  ${world.instances[i]?.name}: ${line} (median / 95 % / longest)`);
  if (failures.length > 0)
    console.log(`  ${failures.length} requests failed: ${[...new Set(failures)].join(', ')}`);
};

let isGood = false;
try {
  await database.connect();
  const movies: number[] = [];
  for (let i = 0; i < 20; i += 1) movies.push(await createMovie(i));
  await measure('before the split', movies, 20_000);
  world.redisLinks[1]?.lead(world.redisPair.r.url);
  await measure('during the split', movies, seconds * 1_000);
  world.redisLinks[1]?.lead(world.redis.url);
  await sleep(2_000);
  await measure('after the split', movies, 20_000);
  isGood = true;
} finally {
  await database.end();
  await world.stop(!isGood);
}
