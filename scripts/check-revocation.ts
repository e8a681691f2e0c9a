/**
 * Revokes access tokens on one of two instances of the build, and measures how long the other one still accepts them. Fails
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

const times = Number(process.argv[2] ?? 200);
/** Maximum time until a revocation applies, and timeout of the measurement, in milliseconds. */
const [bound, timeoutMs] = [1_000, 10_000];
const home = mkdtempSync(join(tmpdir(), 'check-revocation-'));
const admin = { email: 'admin@example.com', password: 'a password for this check' };
const password = 'seven quiet violins';

const children: ChildProcess[] = [];
/** Starts the build. Returns the URL of its API. */
const start = (databaseUrl: string): Promise<string> => {
  const { child, api } = startBuild(home, {
    DB_URL: databaseUrl,
    JWT__ACCESS_TTL: '1h',
    LIMITS__REGISTER: '1000000/1h',
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
  });
  children.push(child);
  return api;
};

interface Call {
  readonly token?: string;
  readonly body?: object;
}
const send = async (method: string, url: string, { token, body }: Call = {}) => {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
};
/** Sends a request. @throws AssertionError unless the response has this status */
const call = async (method: string, url: string, wanted: number, options: Call = {}) => {
  const { status, body } = await send(method, url, options);
  assert.equal(status, wanted, `${method} ${url}: ${JSON.stringify(body)}`);
  return body;
};

interface Person {
  readonly id: number;
  readonly email: string;
  readonly token: string;
}
let registered = 0;
const signIn = async (api: string, { id, email }: Omit<Person, 'token'>): Promise<Person> => {
  const { accessToken } = await call('POST', `${api}/auth/login`, 200, { body: { email, password } });
  return { id, email, token: accessToken };
};
const register = async (api: string): Promise<Person> => {
  registered += 1;
  const body = { email: `person-${registered}@example.com`, visibleName: `Person ${registered}`, password };
  return signIn(api, await call('POST', `${api}/auth/register`, 201, { body }));
};

/** Returns the rights of a token, by a request that needs no database query: nothing, user or moderator. */
const rightsOf = async (api: string, token: string) => {
  const { status } = await send('POST', `${api}/authors`, { token, body: {} });
  const rightsByStatus: Record<number, string> = { 401: 'nothing', 403: 'user', 422: 'moderator' };
  return rightsByStatus[status] ?? `${status}`;
};

/** A person, an action that changes their rights, and the rights of their token after it. */
interface Revocation {
  readonly prepare: (api: string) => Promise<Person>;
  readonly act: (api: string, person: Person, adminToken: string) => Promise<unknown>;
  readonly rightsAfter: string;
}
const change =
  (body: object) =>
  (api: string, { id }: Person, token: string) =>
    call('PATCH', `${api}/users/${id}`, 200, { token, body });

const revocations = async (api: string): Promise<Record<string, Revocation>> => {
  const known = await register(api);
  const again = (at: string) => signIn(at, known);
  const promoted = await register(api);
  const roleChange = (role: string): Revocation => ({
    prepare: async () => promoted,
    act: change({ role }),
    rightsAfter: role,
  });
  return {
    logout: {
      prepare: again,
      act: (at, { token }) => call('POST', `${at}/auth/logout`, 204, { token }),
      rightsAfter: 'nothing',
    },
    'session end': {
      prepare: again,
      act: (at, { id }, token) => call('DELETE', `${at}/users/${id}/sessions`, 204, { token }),
      rightsAfter: 'nothing',
    },
    deactivation: { prepare: register, act: change({ active: false }), rightsAfter: 'nothing' },
    deletion: {
      prepare: register,
      act: (at, { id }, token) => call('DELETE', `${at}/users/${id}`, 204, { token }),
      rightsAfter: 'nothing',
    },
    'role change, up': roleChange('moderator'),
    'role change, down': roleChange('user'),
  };
};

/** Checks the next request to the instance of the action, and measures the time until the other instance applies it. */
const measure = async (
  here: string,
  there: string,
  { prepare, act, rightsAfter }: Revocation,
  adminToken: string,
) => {
  const person = await prepare(here);
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
  const { accessToken } = await call('POST', `${instances[0]}/auth/login`, 200, { body: admin });
  const results: Record<string, { late: number; there: number[] }> = {};
  const all = Object.entries(await revocations(instances[0]));
  for (let round = 0; round < times; round += 1) {
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
