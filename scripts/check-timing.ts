/**
 * Logs in with what is wrong in different ways, in turn, and looks whether anybody could tell which way it was: by
 * status, body and headers, which have to be the same, or by the time, whose medians have to be within 5 %.
 * The database is one of its own on the server of TEST_DB_URL, or on a throwaway one.
 *
 *     npm run check:timing -- [times of each, 200]
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';

const times = Number(process.argv[2] ?? 200);
/** How far apart the medians may be, and how many logins are not counted at first. */
const [bound, warmUp] = [1.05, 30];
const home = mkdtempSync(join(tmpdir(), 'check-timing-'));
const password = 'seven quiet violins';
const admin = { email: 'admin@example.com', password };

const { url: databaseUrl } = await createTestDatabase();
const child = spawn(process.execPath, ['dist/main.js'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    PATH: process.env.PATH,
    PORT: '0',
    DB_URL: databaseUrl,
    LOG__FORMAT: 'json',
    JWT__PRIVATE_KEY: join(home, 'private.pem'),
    JWT__PUBLIC_KEY: join(home, 'public.pem'),
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
    LIMITS__LOGIN_ACCOUNT: '1000000/1h',
    LIMITS__LOGIN_ADDRESS: '1000000/1h',
  },
});

const listening = () =>
  new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const { message, url } = JSON.parse(line);
      if (message === 'listening') resolve(`${url}/api/v1`);
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it listened`)));
  });

const send = async (method: string, url: string, body: object, token?: string) => {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const began = performance.now();
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  const answer = await response.json();
  return { status: response.status, headers: response.headers, answer, ms: performance.now() - began };
};

/** What a stranger sees of an answer, but for what is new in each. */
const seen = ({ status, headers, answer }: Awaited<ReturnType<typeof send>>) => {
  const { requestId, ...body } = answer as Record<string, unknown>;
  const told = [...headers].filter(([name]) => name !== 'x-request-id' && name !== 'date');
  return { status, body, headers: Object.fromEntries(told) };
};

const median = (all: readonly number[]) =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] as number;

try {
  const api = await listening();
  const person = async (name: string) => {
    const body = { email: `${name}@example.com`, visibleName: name, password };
    const { status, answer } = await send('POST', `${api}/auth/register`, body);
    assert.equal(status, 201);
    return answer as { readonly id: number; readonly email: string };
  };
  const { answer } = await send('POST', `${api}/auth/login`, admin);
  const [known, inactive] = [await person('known'), await person('inactive')];
  const token = (answer as { accessToken: string }).accessToken;
  assert.equal((await send('PATCH', `${api}/users/${inactive.id}`, { active: false }, token)).status, 200);

  const wrong = 'seven loud violins';
  const ways = [
    { name: 'unknown email', body: { email: 'unknown@example.com', password }, took: [] as number[] },
    { name: 'wrong password', body: { email: known.email, password: wrong }, took: [] as number[] },
    { name: 'inactive account', body: { email: inactive.email, password }, took: [] as number[] },
    { name: 'both', body: { email: inactive.email, password: wrong }, took: [] as number[] },
  ];
  let first: ReturnType<typeof seen> | undefined;
  for (let round = -warmUp; round < times; round += 1) {
    // In any order: what comes before may have an influence.
    for (const [way] of ways.map((one) => [one, Math.random()] as const).sort((a, b) => a[1] - b[1])) {
      const result = await send('POST', `${api}/auth/login`, way.body);
      first ??= seen(result);
      assert.equal(first.status, 401);
      assert.deepEqual(seen(result), first, way.name);
      if (round >= 0) way.took.push(result.ms);
    }
  }
  const medians = ways.map(({ name, took }) => ({ name, ms: median(took) }));
  for (const { name, ms } of medians) console.log(`${name}: ${ms.toFixed(2)} ms (median of ${times})`);
  const all = medians.map(({ ms }) => ms);
  const apart = Math.max(...all) / Math.min(...all);
  console.log(`at most ${((apart - 1) * 100).toFixed(1)} % apart; status, body and headers are the same`);
  process.exitCode = apart > bound ? 1 : 0;
} finally {
  child.kill('SIGKILL');
  await dropTestDatabases();
  await stopServers();
  rmSync(home, { recursive: true });
}
