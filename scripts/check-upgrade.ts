/**
 * Upgrades a database from the last release to this build without downtime. Builds the release that CHANGELOG.md names,
 * starts two instances of it on a fresh database and Redis and writes data through its API and its import. Then it starts
 * two instances of this build, which migrate the database, runs both releases side by side under load, and ends with
 * this build alone. Fails on a response 5xx, a stale read after an acknowledged write, a session that works on one side
 * only, and lost data.
 *
 *     npm run check:upgrade -- [--seconds 20]
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { noteSecret } from '../test/support/secrets.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { redisUrl, stopServers } from '../test/support/servers/servers.js';
import { root } from './history/builds.js';
import { closeConnections } from './history/client.js';
import { Instance } from './history/instance.js';
import { startProgram } from './history/processes.js';
import { CatalogueTraffic } from './upgrade/catalogue.js';
import { Client } from './upgrade/client.js';
import { buildRelease, lastRelease } from './upgrade/release.js';
import { checkSessions, logIn, refresh, signUp } from './upgrade/sessions.js';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } });
const milliseconds = 1_000 * Number(values.seconds);
const [importedRows, changedMovies] = [500, 8];

const release = lastRelease(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
console.log(`building release ${release.version} (${release.commit})`);
const oldFolder = buildRelease(release);
const folder = mkdtempSync(join(tmpdir(), 'check-upgrade-'));
const admin = { email: 'admin@example.com', password: 'a password for this check' };
noteSecret('password', admin.password);

const database = await createTestDatabase();
const { hostname, port, pathname } = new URL(await redisUrl());
const env = {
  NODE_ENV: 'test',
  PORT: '0',
  DB_URL: database.url,
  REDIS__HOST: hostname,
  REDIS__PORT: port,
  REDIS__DB: pathname.slice(1) || '0',
  JWT__PRIVATE_KEY: join(folder, 'private.pem'),
  JWT__PUBLIC_KEY: join(folder, 'public.pem'),
  ADMIN__EMAIL: admin.email,
  ADMIN__PASSWORD: admin.password,
  LIMITS__REGISTER: '1000/1h',
  LIMITS__LOGIN_ADDRESS: '10000/15m',
  LIMITS__GUEST_SEARCH: 'off',
  LOG__FORMAT: 'json',
  LOG__LEVEL: 'warn',
};
const instanceOf = (name: string, from: string) =>
  new Instance(name, [join(from, 'dist/main.js')], env, folder);
const old = [instanceOf('old-1', oldFolder), instanceOf('old-2', oldFolder)] as const;
const current = [instanceOf('new-1', root), instanceOf('new-2', root)] as const;

/** Imports movies with the name of the import as their title. Returns the output of the command. */
const importMovies = async (from: string, title: string): Promise<string> => {
  const file = join(folder, 'movies.ndjson');
  const lines = Array.from({ length: importedRows }, (_, i) =>
    JSON.stringify({
      sourceId: `imported/${i}`,
      title,
      releaseYear: 1950 + (i % 70),
      author: `Author ${i % 50}`,
    }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
  const command = [join(from, 'dist/commands/import.js'), file];
  const child = startProgram(
    command,
    { NODE_ENV: 'test', DB_URL: database.url, DB__MIGRATE: 'false' },
    folder,
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  assert.equal(code, 0, `the import failed:\n${output}`);
  return output;
};

/** Fails unless a list of every instance has the imported movies under this title. */
const expectImported = async (instances: readonly Instance[], title: string) => {
  for (const instance of instances) {
    const { items } = await client.expect(200, instance, 'GET', '/movies?sort=-id&limit=100');
    const titles = new Set(items.map((item: { title: string }) => item.title));
    assert.deepEqual([...titles], [title], `${instance.name} lists other titles after the import`);
  }
};

const expectReady = async (instances: readonly Instance[]) => {
  for (const { name, url } of instances) {
    const response = await fetch(`${url}/health/ready`);
    assert.equal(response.status, 200, `${name} is not ready: ${await response.text()}`);
  }
};

const migrationsOf = (from: string) =>
  readdirSync(join(from, 'migrations')).filter((name) => /^\d.*\.ts$/.test(name));
const newMigrations = migrationsOf(root).filter((name) => !migrationsOf(oldFolder).includes(name));

const client = new Client();
const serving: Instance[] = [...old];
let traffic: CatalogueTraffic | undefined;
let isGood = false;
try {
  await old[0].start();
  await old[1].start();
  const adminTokens = await logIn(client, old[0], admin);
  const token = adminTokens.accessToken;
  const person = await signUp(client, old[0]);
  let session = await logIn(client, old[1], person);
  traffic = new CatalogueTraffic(client, token, serving);
  await traffic.create(changedMovies);
  const repeated = {
    token,
    body: { name: 'Created once' },
    headers: { 'idempotency-key': 'the-key-of-this-check' },
  };
  const created = await client.expect(201, old[0], 'POST', '/authors', repeated);
  await importMovies(oldFolder, 'imported by the old release');
  traffic.start();
  console.log('the old release serves, with data in its database');

  await current[0].start();
  await current[1].start();
  await expectReady([...old, ...current]);
  serving.push(...current);
  console.log(`this build serves side by side with it, after ${newMigrations.length} new migrations`);
  const end = performance.now() + milliseconds;
  let rounds = 0;
  for (; rounds === 0 || performance.now() < end; rounds += 1) {
    await checkSessions(client, old[0], current[0], token);
    await checkSessions(client, current[1], old[1], token);
    for (const instance of [current[0], old[0]]) session = await refresh(client, instance, session);
    await expectReady(serving);
  }
  for (const instance of serving) {
    assert.equal((await client.expect(201, instance, 'POST', '/authors', repeated)).id, created.id);
    const { items } = await client.expect(200, instance, 'GET', '/audit?limit=100', { token });
    assert.equal(items.length, 100, `${instance.name} does not list the audit trail`);
  }
  await importMovies(root, 'imported by this build');
  await expectImported(serving, 'imported by this build');
  console.log(`${2 * rounds} rounds of sessions across both releases`);

  serving.splice(0, old.length);
  await client.idle(old);
  await Promise.all(old.map((instance) => instance.stop()));
  await checkSessions(client, current[0], current[1], token);
  session = await refresh(client, current[0], session);
  await client.expect(200, current[1], 'GET', '/users/me', { token: session.accessToken });
  await logIn(client, current[1], person);
  const unchanged = await importMovies(root, 'imported by this build');
  assert.match(unchanged, new RegExp(`${importedRows} unchanged`));
  await traffic.stop();
  await traffic.readAll();
  console.log('this build serves alone, with all data');

  isGood = true;
} finally {
  const crashes = [...old, ...current].filter((instance) => instance.crashes > 0);
  const stale = traffic?.staleReads ?? [];
  const failures = [...client.failures, ...stale, ...crashes.map(({ name }) => `${name} crashed`)];
  for (const line of failures.slice(0, 20)) console.log(`FAILED: ${line}`);
  console.log(
    `${client.requests} requests, ${traffic?.writes} writes, ${traffic?.reads} reads compared (${traffic?.hits} responses ` +
      `from the cache): ${client.failures.length} failed, ${stale.length} stale`,
  );
  isGood &&= failures.length === 0 && (traffic?.hits ?? 0) > 0;
  if (!isGood) process.exitCode = 1;
  closeConnections();
  await Promise.all([...old, ...current].map((instance) => instance.stop()));
  await dropTestDatabases();
  await stopServers();
  rmSync(oldFolder, { recursive: true, force: true });
  if (isGood) rmSync(folder, { recursive: true, force: true });
  else console.log(`the logs of the instances are in ${folder}`);
}
