/**
 * Revokes access tokens and API keys on one of two instances of the build, and measures how long the other one still accepts them. Fails
 * if the first instance does not apply the revocation to its next request, or if the other one takes longer than a second
 * (p99). Uses a new database on the server of TEST_DB_URL or on a throwaway server.
 *
 *     npm run check:revocation -- [rounds of each action, 200]
 */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { kill, startBuild } from './built-service.js';
import {
  admin,
  call,
  type Revocation,
  revocations,
  revocationsOfKeys,
  rightsOf,
} from './revocation/actions.js';

const times = Number(process.argv[2] ?? 200);
/** Maximum time until a revocation applies, and timeout of the measurement, in milliseconds. */
const [bound, timeoutMs] = [1_000, 10_000];
const home = mkdtempSync(join(tmpdir(), 'check-revocation-'));

const children: ChildProcess[] = [];
/** Starts the build. Returns the URL of its API. */
const start = (databaseUrl: string): Promise<string> => {
  const { child, api } = startBuild(home, {
    DB_URL: databaseUrl,
    JWT__ACCESS_TTL: '1h',
    LIMITS__REGISTER: '1000000/1h',
    LIMITS__LOGIN_SUCCESS: '1000000/1h',
    LIMITS__UNKNOWN_KEY: '1000000/1h',
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
  });
  children.push(child);
  return api;
};

/** Checks the next request to the instance of the action, and measures the time until the other instance applies it. */
const measure = async (
  here: string,
  there: string,
  { prepare, act, rightsAfter }: Revocation,
  adminToken: string,
) => {
  const person = await prepare(here, adminToken);
  const before = [await rightsOf(here, person.token), await rightsOf(there, person.token)];
  assert.equal(before[0], before[1]);
  assert.notEqual(before[0], rightsAfter);
  // Waits a random time, so that the action happens at any point between two polls of the other instance.
  await sleep(Math.random() * 250);
  await act(here, person, adminToken);
  const began = performance.now();
  const atOnce = (await rightsOf(here, person.token)) === rightsAfter;
  let now = '';
  while (now !== rightsAfter && performance.now() - began < timeoutMs) {
    now = await rightsOf(there, person.token);
    assert.ok(now === rightsAfter || now === before[1], `the token had the rights "${now}" meanwhile`);
    if (now !== rightsAfter) await sleep(2);
  }
  return { atOnce, milliseconds: performance.now() - began };
};

const percentile = (sorted: readonly number[], share: number) =>
  Math.round(sorted[Math.ceil(share * sorted.length) - 1] as number);

try {
  const { url } = await createTestDatabase();
  const instances = [await start(url), await start(url)] as [string, string];
  const logIn = () => call('POST', `${instances[0]}/auth/login`, 200, { body: admin });
  let { accessToken } = await logIn();
  const results: Record<string, { late: number; there: number[] }> = {};
  const all = Object.entries({
    ...(await revocations(instances[0])),
    ...(await revocationsOfKeys(instances[0], accessToken)),
  });
  for (let round = 0; round < times; round += 1) {
    // Keys of service accounts require recent authentication.
    if (round % 10 === 9) ({ accessToken } = await logIn());
    const [here, there] = round % 2 === 0 ? instances : [instances[1], instances[0]];
    for (const [name, revocation] of all) {
      results[name] ??= { late: 0, there: [] };
      const { atOnce, milliseconds } = await measure(here, there, revocation, accessToken);
      if (!atOnce) results[name].late += 1;
      results[name].there.push(milliseconds);
    }
    if ((round + 1) % 50 === 0) console.error(`${round + 1} of ${times}`);
  }
  console.log(`
| action | rounds | late on the same instance | other instance: p50 | p99 | max |
| --- | --- | --- | --- | --- | --- |`);
  let failed = false;
  for (const [name, { late, there }] of Object.entries(results)) {
    const sorted = there.sort((a, b) => a - b);
    const figures = [0.5, 0.99, 1].map((share) => percentile(sorted, share));
    if (late > 0 || (figures[1] as number) > bound) failed = true;
    console.log(`| ${[name, times, late, ...figures.map((figure) => `${figure} ms`)].join(' | ')} |`);
  }
  process.exitCode = failed ? 1 : 0;
} finally {
  for (const child of children) await kill(child);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  await dropTestDatabases().finally(stopServers);
}
