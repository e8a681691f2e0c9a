/**
 * Measures exports of accounts with a long history: 200,000 audit entries and 100,000 sessions each. Runs one export alone
 * and then four at once, and measures cached requests meanwhile. Fails if an export is incomplete. Uses a new database on the
 * server of TEST_DB_URL or on a throwaway server, and a cache in memory.
 *
 *     npm run check:own-data
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argon2PasswordHasher } from '../src/adapters/crypto/argon2-password-hasher.js';
import { openDatabase } from '../src/adapters/knex/database.js';
import { KnexUserRepository } from '../src/adapters/knex/knex-user-repository.js';
import { withoutSecondFactor } from '../src/core/identity/user.js';
import { emptyDatabase } from '../test/support/environment.js';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { silentLog } from '../test/support/silent-log.js';
import { kill, startBuild } from './built-service.js';

const [auditEntries, sessions, accounts] = [200_000, 100_000, 4];
const password = 'seven quiet violins';
const emailOf = (i: number) => `p${i}@example.com`;
const home = mkdtempSync(join(tmpdir(), 'check-own-data-'));

const fill = async (databaseUrl: string) => {
  const settings = { connection: { connectionString: databaseUrl }, poolMax: 1, statementTimeoutMs: 600_000 };
  const knex = openDatabase(settings, silentLog);
  const users = new KnexUserRepository(knex);
  const passwordHash = await new Argon2PasswordHasher().hash(password);
  const rights = { role: 'user', active: true, tokenVersion: 1 } as const;
  const credentials = { passwordHash, ...withoutSecondFactor };
  const email = { emailVerified: false, pendingEmail: null };
  for (let i = 0; i < accounts; i += 1) {
    const { id } = await users.add({
      ...{ email: emailOf(i), visibleName: `P ${i}` },
      ...email,
      ...rights,
      ...credentials,
    });
    const minute = "now() - n * interval '1 minute'";
    await knex.raw(
      `insert into audit (at, action, actor_id, subject_kind, subject_id, ip, request_id, details)
       select ${minute}, 'session.started', :id::integer, 'user', :id::text, '192.0.2.1', gen_random_uuid()::text,
         jsonb_build_object('sessionId', gen_random_uuid()) from generate_series(1, :count::integer) as n`,
      { id, count: auditEntries },
    );
    await knex.raw(
      `insert into sessions (id, user_id, created_at, last_used_at, expires_at, ended_at, ip, user_agent)
       select gen_random_uuid(), :id, ${minute}, now(), now() + interval '7 days', now(), '192.0.2.1', 'A browser'
       from generate_series(1, :count::integer) as n`,
      { id, count: sessions },
    );
  }
  await knex.raw('analyze');
  await knex.destroy();
};

const loggedIn = async (api: string, i: number): Promise<string> => {
  const response = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: emailOf(i), password }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
};

/** Requests a cached list repeatedly while `work` runs. Returns the times of the requests in milliseconds, sorted. */
const askedMeanwhile = async (api: string, work: () => Promise<unknown>) => {
  const times: number[] = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const began = performance.now();
      await (await fetch(`${api}/authors?limit=1`)).text();
      times.push(performance.now() - began);
      await sleep(5);
    }
  })();
  await work();
  isOver = true;
  await asking;
  return times.sort((a, b) => a - b);
};

const failures: string[] = [];
const oneExport = async (api: string, token: string) => {
  const began = performance.now();
  const response = await fetch(`${api}/users/me/export`, { headers: { authorization: `Bearer ${token}` } });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const text = Buffer.concat(chunks).toString();
  const mebibytes = (text.length / 2 ** 20).toFixed(0);
  console.log(`  export: ${response.status} after ${seconds} s, ${mebibytes} MiB`);
  if (response.status !== 200) failures.push(`an export returned ${response.status}`);
  else if (text.split('"action":').length <= auditEntries) failures.push('an export was incomplete');
};
const report = (what: string, times: readonly number[]) => {
  const at = (share: number) => times[Math.floor((times.length - 1) * share)]?.toFixed(1);
  const figures = `median ${at(0.5)}, 99 % ${at(0.99)}, longest ${at(1)} ms`;
  console.log(`${what}: ${times.length} cached requests, ${figures}`);
};

let child: ChildProcess | undefined;
try {
  const { url: databaseUrl } = await emptyDatabase();
  await fill(databaseUrl);
  const service = startBuild(home, { DB_URL: databaseUrl });
  child = service.child;
  const api = await service.api;
  const tokens = await Promise.all(Array.from({ length: accounts }, (_, i) => loggedIn(api, i)));
  report('nothing else', await askedMeanwhile(api, () => sleep(5000)));
  report('one export', await askedMeanwhile(api, () => oneExport(api, tokens[0] ?? '')));
  const atOnce = () => Promise.all(tokens.map((token) => oneExport(api, token)));
  report(`${accounts} exports at once`, await askedMeanwhile(api, atOnce));
} finally {
  if (child !== undefined) await kill(child);
  await dropTestDatabases();
  await stopServers();
  rmSync(home, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
process.exit(failures.length === 0 ? 0 : 1);
