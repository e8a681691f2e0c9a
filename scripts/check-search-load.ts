/**
 * Measures the most expensive searches that a guest can send, among 200,000 generated movies. Measures each alone, and the
 * list, the login and /health/ready while 12 and 40 connections send such searches. Also checks that searches find
 * misspelled titles. Prints the figures, and fails if one exceeds its limit.
 *
 *     npm run check:search-load -- [--movies 200000] [--seconds 10] [--seed 1] [--database URL]
 *
 * --database: an empty database, or one that an earlier run has filled. It is kept. LIMITS__GUEST_SEARCH is off, since all
 * requests come from one address.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { migrate } from '../src/adapters/knex/migrations.js';
import { genres } from '../src/core/catalogue/genre.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { redisUrl, stopServers } from '../test/support/servers/servers.js';
import { kill, startBuild } from './built-service.js';
import { Random } from './history/random.js';
import { fill } from './lists/made-up.js';
import { misspelledTitles } from './lists/misspelled.js';
import { median } from './lists/timings.js';
import { addShortWords, hostileTexts } from './search/hostile.js';
import { timedFetch, underLoad } from './search/load.js';

const { values } = parseArgs({
  options: {
    movies: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    database: { type: 'string' },
  },
});
const [movies, seconds, seed] = [Number(values.movies), Number(values.seconds), Number(values.seed)];
/**
 * `single`: milliseconds of one search, twice its time limit. `found`: share of misspelled titles among the first five.
 * The others: median milliseconds of other requests during an attack, three times the slowest measured on two cores.
 */
const limits = { single: 1_000, found: 0.95, list: 100, login: 700, ready: 170 };
const admin = { email: 'admin@example.com', password: 'a password for this check' };
const home = mkdtempSync(join(tmpdir(), 'check-search-'));
const failures: string[] = [];
const judge = (isGood: boolean, line: string) => {
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${line}`);
  if (!isGood) failures.push(line);
};

const filled = async (url: string) => {
  await migrate({ connectionString: url });
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select from movies limit 1');
  if (rows.length === 0) {
    await fill(url, { movies, authors: movies / 10, series: movies / 10 }, seed);
    await addShortWords(client);
  }
  return client;
};

const searchUrl = (api: string, q: string) => `${api}/search?${new URLSearchParams({ q })}`;

const checkSingles = async (api: string, texts: Readonly<Record<string, string>>) => {
  for (const [what, q] of Object.entries(texts)) {
    const all = [];
    for (let i = 0; i < 3; i += 1) all.push(await timedFetch(searchUrl(api, q)));
    const [ms, status] = [median(all.map((one) => one.ms)), all.map((one) => one.status)];
    const { items = [], isComplete } = JSON.parse(all[0]?.body ?? '{}');
    judge(
      ms <= limits.single && status.every((one) => one === 200),
      `${what}: ${ms.toFixed(0)} ms, ${status}, ${items.length} found, complete: ${isComplete}`,
    );
  }
};

/** Other expensive reads of guests. */
const checkOthers = async (api: string) => {
  const prefix = new URLSearchParams({ 'title.prefix': 'ﷺ'.repeat(300) });
  for (const path of [
    'movies?count=exact',
    'movies?title.prefix=t&count=exact',
    `movies?${prefix}`,
    `movies?genre=${genres}&count=exact`,
    `movies?genre=${genres}&sort=-releaseYear&limit=100`,
    'movies?limit=100&include=author',
    'authors/1/movies?count=exact',
    'genres',
  ]) {
    const all = [];
    for (let i = 0; i < 3; i += 1) all.push(await timedFetch(`${api}/${path}`));
    const [ms, status] = [median(all.map((one) => one.ms)), all.map((one) => one.status)];
    judge(
      ms <= limits.single && status.every((one) => one === 200),
      `${path.slice(0, 60)}: ${ms.toFixed(0)} ms, ${status}`,
    );
  }
};

const checkLoad = async (api: string, texts: Readonly<Record<string, string>>) => {
  const login = {
    method: 'POST',
    body: JSON.stringify(admin),
    headers: { 'content-type': 'application/json' },
  };
  const probes = {
    list: () => timedFetch(`${api}/movies?limit=20`),
    login: () => timedFetch(`${api}/auth/login`, login),
    ready: () => timedFetch(`${new URL(api).origin}/health/ready`),
  };
  for (const what of ['one letter, a hundred times', 'common words', 'eight long words, misspelled']) {
    for (const connections of [0, 12, 40]) {
      const attack = () => timedFetch(searchUrl(api, texts[what] ?? ''));
      const result = await underLoad(attack, connections, seconds, probes);
      const statuses = new Map<number, number>();
      for (const { status } of result.attacks) statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const times = result.attacks.map(({ ms }) => ms);
      console.log(
        `       ${connections} connections of ${what}: ${result.attacks.length} responses, median ` +
          `${median(times).toFixed(0)} ms, by status ${JSON.stringify([...statuses])}`,
      );
      for (const [name, { median: middle, slowest, failed }] of result.probes)
        judge(
          failed.length === 0 && middle <= limits[name],
          `${name}: median ${middle.toFixed(0)} ms (limit ${limits[name]}), slowest ${slowest.toFixed(0)} ms, failed ${failed.length}`,
        );
    }
  }
};

const checkFinding = async (api: string) => {
  const titles = misspelledTitles(200, new Random(seed));
  const found: boolean[] = [];
  const times: number[] = [];
  for (const { title, typed } of titles) {
    const { body, ms } = await timedFetch(`${api}/movies?${new URLSearchParams({ q: typed })}`);
    const { items } = JSON.parse(body) as { items: { title: string }[] };
    found.push(items.slice(0, 5).some((item) => item.title === title));
    times.push(ms);
  }
  const share = found.filter(Boolean).length / found.length;
  judge(
    share >= limits.found,
    `misspelled titles among the first five: ${(100 * share).toFixed(1)} %, median ${median(times).toFixed(1)} ms, ` +
      `slowest ${Math.max(...times).toFixed(0)} ms`,
  );
};

let child: ChildProcess | undefined;
try {
  const databaseUrl = values.database ?? (await createTestDatabase()).url;
  const client = await filled(databaseUrl);
  const texts = await hostileTexts(client, new Random(seed));
  await client.end();
  const redis = new URL(await redisUrl());
  const service = startBuild(home, {
    DB_URL: databaseUrl,
    REDIS__HOST: redis.hostname,
    REDIS__PORT: redis.port || '6379',
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
    LIMITS__GUEST_SEARCH: 'off',
    LIMITS__LOGIN_SUCCESS: '1000000/1h',
  });
  child = service.child;
  const api = await service.api;
  await checkFinding(api);
  await checkSingles(api, texts);
  await checkOthers(api);
  await checkLoad(api, texts);
} finally {
  if (child !== undefined) await kill(child);
  await dropTestDatabases();
  await stopServers();
  rmSync(home, { recursive: true, force: true });
}
console.log(
  failures.length === 0
    ? 'all figures are within their limits'
    : `${failures.length} figures exceed their limits`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
