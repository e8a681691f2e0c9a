/**
 * Measures the time of a start of the build, from its spawn until /health/ready returns 200, and its memory. Starts it on the
 * embedded database, and on Postgres and Redis: a new database on the server of TEST_DB_URL and the Redis of TEST_REDIS_URL,
 * or throwaway servers without fsync. Prints a table in Markdown.
 *
 *     npm run measure:start -- [starts of each kind, 5]
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { redisUrl, stopServers } from '../test/support/servers/servers.js';

const starts = Number(process.argv[2] ?? 5);
const requests = 2_000;
const readers = 8;
const home = mkdtempSync(join(tmpdir(), 'measure-start-'));

type Environment = Readonly<Record<string, string>>;

let running: ChildProcess | undefined;
process.once('exit', () => {
  running?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Resolves to the URL of the service. Rejects if it exits before it listens. */
const listening = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    assert.ok(child.stdout);
    createInterface(child.stdout).on('line', (line) => {
      const { message, url } = JSON.parse(line);
      if (message === 'listening') resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`it exited with ${code} before it listened`)));
  });

const start = async (env: Environment) => {
  const began = performance.now();
  const child = spawn(process.execPath, ['dist/main.js'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', LOG__FORMAT: 'json', ...env },
  });
  running = child;
  const url = await listening(child);
  while ((await fetch(`${url}/health/ready`)).status !== 200);
  const milliseconds = performance.now() - began;
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url, milliseconds, pid: child.pid as number, stop };
};

/** Returns the resident memory of a process without its children, in MB. */
const memory = (pid: number) => {
  const status = `/proc/${pid}/status`;
  const kilobytes = existsSync(status)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', `${pid}`], { encoding: 'utf8' });
  return (Number(kilobytes) * 1024) / 1e6;
};

const get = async (url: string) => {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return (await response.json()) as { items: { id: number }[] };
};

/** Reads a list and items in turn from a catalogue with the sample data. */
const load = async (url: string) => {
  const movies = `${url}/api/v1/movies`;
  const { items } = await get(`${movies}?limit=100`);
  assert.equal(items.length, 100, 'the sample is not there');
  let asked = 0;
  const reader = async () => {
    while (asked < requests) {
      asked += 1;
      await get(asked % 2 ? `${movies}?limit=20` : `${movies}/${items[(asked / 2) % 100]?.id}`);
    }
  };
  await Promise.all(Array.from({ length: readers }, reader));
};

/** Returns the settings of a new service, without keys and tables. */
const embedded = async (): Promise<Environment> => {
  const folder = mkdtempSync(join(home, 'embedded-'));
  const keys = {
    JWT__PRIVATE_KEY: join(folder, 'private.pem'),
    JWT__PUBLIC_KEY: join(folder, 'public.pem'),
    MFA__KEY_FILE: join(folder, 'mfa.key'),
  };
  return { ...keys, DATA_DIR: join(folder, 'data') };
};
const onServers = async (): Promise<Environment> => {
  const { hostname, port } = new URL(await redisUrl());
  const { url } = await createTestDatabase();
  return { ...(await embedded()), DB_URL: url, REDIS__HOST: hostname, REDIS__PORT: port || '6379' };
};

const median = (figures: readonly number[]) =>
  [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] as number;

const measure = async (name: string, empty: () => Promise<Environment>) => {
  const first: number[] = [];
  const later: number[] = [];
  const used = { first: [] as number[], later: [] as number[], load: [] as number[] };
  let env: Environment = {};
  for (let i = 0; i < starts; i += 1) {
    env = await empty();
    const { milliseconds, pid, stop } = await start(env);
    first.push(milliseconds);
    used.first.push(memory(pid));
    await stop();
  }
  // On Postgres, a start loads no sample data by default.
  await (await start({ ...env, DEMO: 'true' })).stop();
  for (let i = 0; i < starts; i += 1) {
    const { url, milliseconds, pid, stop } = await start(env);
    later.push(milliseconds);
    used.later.push(memory(pid));
    await load(url);
    used.load.push(memory(pid));
    await stop();
  }
  const times = [first, later].map((figures) => `${(median(figures) / 1000).toFixed(1)} s`);
  const sizes = Object.values(used).map((figures) => `${Math.round(median(figures))} MB`);
  return `| ${[name, ...times, ...sizes].join(' | ')} |`;
};

try {
  const rows = [
    await measure('embedded database, sample included', embedded),
    await measure('Postgres and Redis', onServers),
  ];
  const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB of memory`;
  console.log(`
Node ${process.version} on ${process.platform} ${process.arch}, ${machine}; medians of ${starts}, from spawning to ready.

| | first start | later start | memory after a first start | after a later one | after ${requests} GETs |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`);
} finally {
  running?.kill('SIGKILL');
  await dropTestDatabases().finally(stopServers);
}
