/**
 * Generates clients from the OpenAPI document of a started service, compiles them under `strict`, and runs a story with
 * each: login, create with Idempotency-Key, list with filters, PATCH with If-Match, 412, refresh, 429. Schemathesis sends
 * generated requests to a second service, and compares the responses with the document. clients/check has the stories, and
 * the tools in a package.json and a requirements.txt of their own. Prints a line for each client, and exits with 1 if one
 * fails or its generator warns. It needs Python 3.11 or newer, with venv.
 *
 *     npm run check:clients [-- <folder of clients/check> …]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emptyDatabase } from '../test/support/environment.js';
import { dropTestDatabases } from '../test/support/servers/databases.js';
import { stopServers } from '../test/support/servers/servers.js';
import { type BuiltService, kill, startBuild } from './built-service.js';
import { type Client, clientsOf } from './clients/clients.js';
import { check, installTools, run } from './clients/tools.js';

const { positionals: wanted } = parseArgs({ allowPositionals: true });
const admin = { email: 'admin@example.com', password: 'a password for this check' };
const home = mkdtempSync(join(tmpdir(), 'check-clients-'));
const services: BuiltService[] = [];

/** Starts a service with a new database and the sample data. */
const start = async (name: string, limits: Readonly<Record<string, string>>) => {
  const folder = join(home, name);
  mkdirSync(folder);
  const service = startBuild(folder, {
    DB_URL: (await emptyDatabase()).url,
    DEMO: 'true',
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
    ...limits,
  });
  services.push(service);
  return { url: new URL(await service.api).origin, ...admin };
};

const unlimited = Object.fromEntries(
  ['LOGIN_ACCOUNT', 'LOGIN_ADDRESS', 'LOGIN_SUCCESS', 'REFRESH', 'REGISTER', 'FORGOT', 'GUEST_SEARCH'].map(
    (name) => [`LIMITS__${name}`, '1000000/1h'],
  ),
);

const failed: string[] = [];
const tryClient = async ({ name, folder, generate, knownWarnings = /$^/, use, env }: Client) => {
  const began = performance.now();
  let outcome = 'ok    ';
  try {
    rmSync(join(check, folder, 'generated'), { recursive: true, force: true });
    const output = generate ? await run(folder, generate, env) : '';
    if (/warning/i.test(output.replace(knownWarnings, ''))) throw new Error(output);
    for (const command of use) await run(folder, command, env);
  } catch (error) {
    failed.push(name);
    outcome = 'FAILED';
    console.error((error as Error).message);
  }
  console.log(`${outcome} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
};

try {
  const [story, generated] = await Promise.all([
    start('story', { LIMITS__LOGIN_ACCOUNT: '3/15m' }),
    start('generated', unlimited),
    installTools(),
  ]);
  const document = await fetch(`${story.url}/openapi.json`);
  writeFileSync(join(check, 'openapi.json'), await document.text());
  await Promise.all(
    clientsOf(story, generated).map(async (queue) => {
      for (const client of queue)
        if (wanted.length === 0 || wanted.includes(client.folder)) await tryClient(client);
    }),
  );
} finally {
  for (const { child } of services) await kill(child);
  await dropTestDatabases();
  await stopServers();
  rmSync(home, { recursive: true, force: true });
}
process.exit(failed.length === 0 ? 0 : 1);
