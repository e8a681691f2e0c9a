/**
 * Moves a generated database to another one by `npm run db:move`, and backs it up and restores it. Measures time, memory
 * and size, and compares the responses of services on the databases: the same bytes and ETags for random requests.
 * Exits with 1 if a command needs more memory than its limit, or a response differs.
 *
 *     npm run check:move -- [--titles 1200000] [--accounts 100000] [--audit 1000000] [--requests 1000] [--seed 1]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emptyDatabase } from '../test/support/environment.js';
import { runSql } from '../test/support/run-sql.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { type BuiltService, kill, startBuild } from './built-service.js';
import { Random } from './history/random.js';
import { measureCommand } from './measured-command.js';
import { compareResponses, type Side } from './move/same-responses.js';
import { fillEverything } from './move/stored.js';

const option = (value: number) => ({ type: 'string', default: String(value) }) as const;
const { values } = parseArgs({
  options: {
    titles: option(1_200_000),
    accounts: option(100_000),
    audit: option(1_000_000),
    requests: option(1_000),
    seed: option(1),
  },
});
const { titles, accounts, audit, requests, seed } = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
) as Record<keyof typeof values, number>;
/** In MB. */
const memoryLimit = 300;

const failures: string[] = [];
const judge = (isGood: boolean, line: string) => {
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${line}`);
  if (!isGood) failures.push(line);
};

const home = mkdtempSync(join(tmpdir(), 'check-move-'));
const admin = { email: 'admin@example.com', password: 'a password for this check' };
const services: BuiltService[] = [];
const start = async (url: string): Promise<{ api: string; stop: () => Promise<void> }> => {
  const service = startBuild(home, {
    NODE_ENV: 'test',
    DB_URL: url,
    JWT__ACCESS_TTL: '1h',
    LOG__LEVEL: 'info',
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
  });
  services.push(service);
  return { api: await service.api, stop: () => kill(service.child) };
};

const logIn = async (api: string): Promise<string> => {
  const response = await fetch(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(admin),
  });
  if (response.status !== 200) throw new Error(`the login returned ${response.status}`);
  return ((await response.json()) as { accessToken: string }).accessToken;
};

const measure = async (name: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
  const { seconds, memory } = await measureCommand(args, { DB__MIGRATE: 'false', ...env });
  judge(
    memory < memoryLimit,
    `${name}: ${seconds.toFixed(0)} s, ${memory.toFixed(0)} MB of memory (limit ${memoryLimit})`,
  );
};

/** Compares services on two databases, of which the first one is the original. */
const compare = async (name: string, urls: readonly [string, string], token: string) => {
  const [ids] = await runSql(
    urls[0],
    `select ${['movies', 'series', 'authors', 'users'].map((table) => `(select max(id) from ${table}) as ${table}`).join(', ')}`,
  );
  const [one, other] = await Promise.all([start(urls[0]), start(urls[1])]);
  const sides: [Side, Side] = [
    { api: one.api, token },
    { api: other.api, token },
  ];
  const { statuses, etags, differing } = await compareResponses(
    sides,
    requests,
    ids as Parameters<typeof compareResponses>[2],
    new Random(seed),
  );
  await Promise.all([one.stop(), other.stop()]);
  judge(
    differing.length === 0 && etags > 0,
    `${name}: ${requests} requests, with the statuses ${JSON.stringify(statuses)} and ${etags} ETags, ` +
      `of which ${differing.length} differ ${differing.slice(0, 5).join(' ')}`,
  );
};

try {
  const [source, moved, restored] = [
    await emptyDatabase(),
    await createTestDatabase(),
    await createTestDatabase(),
  ];
  const first = await start(source.url);
  const token = await logIn(first.api);
  await first.stop();
  const began = performance.now();
  await fillEverything(source.url, { titles, accounts, audit }, seed);
  const [size] = await runSql(
    source.url,
    'select pg_database_size(current_database()) / 1000000 as megabytes',
  );
  console.log(
    `${titles} titles, ${accounts} accounts, ${audit} audit entries: ${size?.megabytes} MB in Postgres, ` +
      `generated in ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );

  await measure('move', ['dist/commands/db-move.js', '--from', source.url, '--to', moved.url], {});
  await compare('the moved database', [source.url, moved.url], token);
  await moved.drop(false);

  const file = join(home, 'everything.backup');
  await measure('backup', ['dist/commands/backup.js', file], { DB_URL: source.url });
  console.log(`the backup has ${(statSync(file).size / 1e6).toFixed(0)} MB`);
  await measure('restore', ['dist/commands/restore.js', file], { DB_URL: restored.url });
  await compare('the restored database', [source.url, restored.url], token);
} finally {
  await Promise.all(services.map(({ child }) => kill(child)));
  rmSync(home, { recursive: true });
  // Databases of gigabytes are not searched for secrets.
  await dropTestDatabases(false);
  await stopServers();
}
process.exitCode = failures.length > 0 ? 1 : 0;
