/**
 * Checks that neither the time nor the content of a response shows whether an account exists: password resets for known
 * and unknown emails; logins with an unknown email, a wrong password and an inactive account. Sends the kinds of requests
 * in turn, each with a new email and from a new address. Fails if responses differ, or medians by more than 5 %. Emails are
 * sent to a local SMTP server. Uses a new database on the server of TEST_DB_URL or on a throwaway server.
 *
 *     npm run check:timing -- [requests of each kind, 1000]
 */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argon2PasswordHasher } from '../src/adapters/crypto/argon2-password-hasher.js';
import { openDatabase } from '../src/adapters/knex/database.js';
import { KnexUserRepository } from '../src/adapters/knex/knex-user-repository.js';
import { withoutSecondFactor } from '../src/core/identity/user.js';
import { emptyDatabase } from '../test/support/environment.js';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { silentLog } from '../test/support/silent-log.js';
import { startSmtp } from '../test/support/smtp.js';
import { kill, startBuild } from './built-service.js';

const tries = Number(process.argv[2] ?? 1000);
/** Requests of the warm-up, which are not counted: V8 compiles the code, and connections are opened. */
const warmUp = 30;
/** Maximum relative difference of medians. */
const bound = 0.05;
const home = mkdtempSync(join(tmpdir(), 'check-timing-'));

/** Creates accounts with the same password, which is hashed once. */
const makeAccounts = async (databaseUrl: string) => {
  const settings = { connection: { connectionString: databaseUrl }, poolMax: 2, statementTimeoutMs: 10_000 };
  const knex = openDatabase(settings, silentLog);
  const users = new KnexUserRepository(knex);
  const passwordHash = await new Argon2PasswordHasher().hash('seven quiet violins');
  for (let i = 0; i < tries + warmUp; i += 1)
    for (const name of ['known', 'active', 'inactive']) {
      const [email, active] = [address(name, i), name !== 'inactive'];
      const rights = {
        role: 'user',
        active,
        emailVerified: false,
        pendingEmail: null,
        tokenVersion: 1,
      } as const;
      await users.add({
        email,
        visibleName: `${name} ${i}`,
        passwordHash,
        ...rights,
        ...withoutSecondFactor,
      });
    }
  await knex.raw('analyze');
  await knex.destroy();
};
// All emails have the same length.
const address = (name: string, i: number) =>
  `${name.padEnd(9, '-')}${String(i).padStart(5, '0')}@example.com`;

let sent = 0;
const timed = async (url: string, body: object) => {
  sent += 1;
  const from = `198.${18 + (sent >> 16)}.${(sent >> 8) & 255}.${sent & 255}`;
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': from };
  const began = performance.now();
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  const ms = performance.now() - began;
  const names = [...response.headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
  const content = text.replace(/"requestId":"[^"]*"/, '');
  return { ms, seen: JSON.stringify([response.status, names, content]) };
};

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

const shuffled = (names: readonly string[]) =>
  names
    .map((name) => ({ name, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ name }) => name);

type Requests = Readonly<Record<string, (i: number) => [path: string, body: object]>>;

/** Sends the requests in turn, in random order. Returns the failures. */
const compare = async (what: string, requests: Requests): Promise<string[]> => {
  const names = Object.keys(requests);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const seen = new Set<string>();
  for (let i = 0; i < warmUp + tries; i += 1)
    for (const name of shuffled(names)) {
      const request = requests[name];
      assert.ok(request);
      const response = await timed(...request(i));
      seen.add(response.seen);
      if (i >= warmUp) times.get(name)?.push(response.ms);
    }
  const medians = names.map((name) => median(times.get(name) ?? []));
  const apart = Math.max(...medians) / Math.min(...medians) - 1;
  for (const [n, name] of names.entries())
    console.log(`${what}, ${name}: ${medians[n]?.toFixed(2)} ms (median)`);
  console.log(`${what}: medians are ${(apart * 100).toFixed(1)} % apart, ${seen.size} kind(s) of response`);
  return [
    ...(seen.size === 1 ? [] : [`${what}: responses differ: ${[...seen].join(' and ')}`]),
    ...(apart <= bound ? [] : [`${what}: medians are more than ${bound * 100} % apart`]),
  ];
};

const failures: string[] = [];
let child: ChildProcess | undefined;
const smtp = await startSmtp();
try {
  const { url: databaseUrl } = await emptyDatabase();
  await makeAccounts(databaseUrl);
  const service = startBuild(home, {
    DB_URL: databaseUrl,
    SMTP__URL: smtp.url,
    MAIL__FROM: 'films@example.com',
    TRUST_PROXY: 'loopback',
  });
  child = service.child;
  const api = await service.api;
  const [forgot, login] = [`${api}/auth/password/forgot`, `${api}/auth/login`];
  failures.push(
    ...(await compare('forgot', {
      'known address': (i) => [forgot, { email: address('known', i) }],
      'unknown address': (i) => [forgot, { email: address('unknown', i) }],
    })),
    ...(await compare('login', {
      'unknown email': (i) => [login, { email: address('unknown', i), password: 'seven loud violins' }],
      'wrong password': (i) => [login, { email: address('active', i), password: 'seven loud violins' }],
      'inactive account': (i) => [login, { email: address('inactive', i), password: 'seven quiet violins' }],
    })),
  );
  await smtp.emailTo(address('known', warmUp));
  console.log(`${smtp.received.length} emails were sent meanwhile`);
} finally {
  if (child !== undefined) await kill(child);
  await smtp.stop();
  await dropTestDatabases();
  await stopServers();
  rmSync(home, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);
