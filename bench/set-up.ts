import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../test/support/free-port.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { redisUrl, stopServers } from '../test/support/servers/servers.js';
import type { Values } from './cases.js';
import { contestants } from './contestants.js';
import { fillDatabase, hashOf, idsBeside } from './database.js';
import { type Server, startServer } from './processes.js';

const admin = { email: 'admin@example.com', password: 'a password for this benchmark' };
const movies = '/api/v1/movies';
type Environment = Readonly<Record<string, string>>;

interface Film {
  readonly id: number;
  readonly authorId: number | null;
}

const read = async <T>(url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  assert.equal(response.status, 200, url);
  return { etag: response.headers.get('etag'), body: (await response.json()) as T };
};

/** Settings under which one client sends as many requests as it can. */
const unlimited = Object.fromEntries(
  ['LOGIN_ACCOUNT', 'LOGIN_ADDRESS', 'LOGIN_SUCCESS', 'REFRESH'].map((name) => [
    `LIMITS__${name}`,
    '1000000/1h',
  ]),
);

const home = mkdtempSync(join(tmpdir(), 'bench-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

const serviceEnvironment = (folder: string) => ({
  ...unlimited,
  JWT__PRIVATE_KEY: join(folder, 'private.pem'),
  JWT__PUBLIC_KEY: join(folder, 'public.pem'),
  MFA__KEY_FILE: join(folder, 'mfa.key'),
  DATA_DIR: join(folder, 'data'),
  // Longer than the whole run.
  JWT__ACCESS_TTL: '1h',
  LOG__FORMAT: 'json',
});

const redisEnvironment = async (): Promise<Environment> => {
  const { hostname, port, username, password, pathname } = new URL(await redisUrl());
  return {
    REDIS__HOST: hostname,
    REDIS__PORT: port || '6379',
    ...(username && { REDIS__USERNAME: decodeURIComponent(username) }),
    ...(password && { REDIS__PASSWORD: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { REDIS__DB: pathname.slice(1) }),
  };
};

const demo = {
  NODE_ENV: 'development',
  DEMO: 'true',
  ADMIN__EMAIL: admin.email,
  ADMIN__PASSWORD: admin.password,
};

/** A database of a build, with the sample, films and users, and what requests need to know of it. */
const prepareService = async (build: string, films: number) => {
  const folder = mkdtempSync(join(home, 'service-'));
  const { url: databaseUrl, name } = await createTestDatabase();
  const env = { ...serviceEnvironment(folder), DB_URL: databaseUrl };
  // A start in development creates keys, tables, sample data and user. The measured server runs as in production.
  const { url, stop } = await startServer(['dist/main.js'], { ...env, ...demo }, '/health/ready', build);
  const login = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(admin),
  };
  const { accessToken } = (await read<{ accessToken: string }>(`${url}/api/v1/auth/login`, login)).body;
  const created = await fetch(`${url}/api/v1/users/me/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ name: 'bench', permissions: ['catalogue:read'] }),
  });
  // A build without API keys has no such route.
  const key = created.status === 201 ? ((await created.json()) as { key: string }).key : undefined;
  const { items } = (await read<{ items: Film[] }>(`${url}${movies}?limit=100`)).body;
  const hot = items.findLast(({ authorId }) => authorId !== null)?.id;
  assert.ok(hot, 'the sample data is missing');
  const item = await read<Film>(`${url}${movies}/${hot}`);
  await stop();
  await fillDatabase(databaseUrl, films);
  const values: Values = {
    hot: String(hot),
    etag: item.etag ?? '',
    password: admin.password,
    accessToken,
    ...(key !== undefined && { key }),
    ids: await idsBeside(databaseUrl, hot),
  };
  return { env, name, databaseUrl, build, values, item: item.body, items: items.slice(0, 20) };
};

/** What the servers under test need. */
export interface Ground {
  /** What the requests to a server need. */
  valuesOf(contestant: string): Values;
  /** Starts one of the servers. @param flags for Node */
  start(contestant: string, flags?: readonly string[], env?: Environment): Promise<Server>;
}

interface Startable {
  readonly env: Environment;
  readonly program: string;
  readonly path: string;
  readonly build?: string;
}

/** Creates databases with films and users, and compiles the other servers. @param before folder of another build */
export const prepareGround = async (films: number, before?: string): Promise<Ground> => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'bench'], { stdio: 'inherit' });
  const redis = await redisEnvironment();
  const ours = await prepareService('.', films);
  const earlier = before === undefined ? undefined : await prepareService(resolve(before), films);
  // Writes wait for all instances on a database: the one without Redis has a database of its own.
  const { url: ownDatabase } = await createTestDatabase(ours.name);
  const item = `${movies}/${ours.values.hot}`;
  const service = (env: Environment, build = '.'): Startable => ({
    env,
    program: 'dist/main.js',
    path: '/health/ready',
    build,
  });
  const peer = (name: string, env: Environment): Startable => ({
    env,
    program: resolve(`dist/bench/peers/${name}.js`),
    path: item,
  });
  const shared = {
    DB_URL: ours.databaseUrl,
    REDIS_URL: await redisUrl(),
    JWT__PUBLIC_KEY: ours.env.JWT__PUBLIC_KEY,
    PRIVATE_KEY: ours.env.JWT__PRIVATE_KEY,
  };
  const byHand = (name: string) => peer(name, { ...shared, REDIS_PREFIX: `bench:${ours.name}:${name}:` });
  const constants = {
    ITEM: JSON.stringify(ours.item),
    PAGE: JSON.stringify({ items: ours.items }),
    HASH: await hashOf(ours.databaseUrl),
    PASSWORD: admin.password,
  };
  const embedded = { ...serviceEnvironment(mkdtempSync(join(home, 'embedded-'))), DB__MIGRATE: 'true' };
  const startables: Readonly<Record<string, Startable>> = {
    redis: service({ ...ours.env, ...redis }),
    memory: service({ ...ours.env, DB_URL: ownDatabase }),
    metrics: service({ ...ours.env, ...redis, METRICS__PORT: String(await freePort()) }),
    embedded: service(embedded),
    ...(earlier && { before: service({ ...earlier.env, ...redis }, earlier.build) }),
    ...Object.fromEntries(
      ['express', 'fastify', 'thin-express', 'thin-fastify'].map((name) => [name, byHand(name)]),
    ),
    bare: peer('bare', constants),
    hash: peer('hash', constants),
  };
  let isEmbeddedNew = true;
  return {
    valuesOf: (contestant) => (contestant === 'before' && earlier ? earlier : ours).values,
    start: async (contestant, flags = [], more = {}) => {
      const startable = startables[contestant];
      const known = Object.keys(contestants).join(', ');
      if (startable === undefined) throw new Error(`there is no ${contestant}: there are ${known}`);
      const { env, program, path, build } = startable;
      if (contestant === 'embedded' && isEmbeddedNew) {
        isEmbeddedNew = false;
        await (await startServer([program], { ...env, ...demo }, path)).stop();
      }
      return startServer([...flags, program], { ...env, ...more }, path, build);
    },
  };
};

// The databases are not searched for secrets: all rows would be read into memory.
export const clearGround = () => dropTestDatabases(false).finally(stopServers);
