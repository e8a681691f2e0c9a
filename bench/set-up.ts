import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../test/support/free-port.js';
import { createTestDatabase, dropTestDatabases } from '../test/support/servers/databases.js';
import { redisUrl, stopServers } from '../test/support/servers/servers.js';
import { contestants, type Requests, requestsOf } from './cases.js';
import { type Server, startServer } from './processes.js';

const admin = { email: 'admin@example.com', password: 'a password for this benchmark' };
const service = ['dist/main.js'];

interface Movie {
  readonly id: number;
  readonly authorId: number | null;
}

const read = async <T>(url: string, init?: RequestInit): Promise<T> => {
  const response = await fetch(url, init);
  assert.equal(response.status, 200, url);
  return (await response.json()) as T;
};

/** What the servers under test need, and the requests to send to them. */
export interface Ground {
  readonly requests: Requests;
  /** Starts one of the servers. @param flags for Node */
  start(contestant: string, flags?: readonly string[]): Promise<Server>;
}

/** Creates a database with the sample data and a user with a token and an API key, and compiles the other servers. */
export const prepareGround = async (): Promise<Ground> => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'bench'], { stdio: 'inherit' });
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const { url: databaseUrl, name } = await createTestDatabase();
  const redis = new URL(await redisUrl());
  const ours = {
    DB_URL: databaseUrl,
    JWT__PRIVATE_KEY: join(home, 'private.pem'),
    JWT__PUBLIC_KEY: join(home, 'public.pem'),
    // Longer than the whole run.
    JWT__ACCESS_TTL: '1h',
    LOG__FORMAT: 'json',
  };
  const oursOnRedis = {
    ...ours,
    REDIS__HOST: redis.hostname,
    REDIS__PORT: redis.port || '6379',
    ...(redis.username && { REDIS__USERNAME: decodeURIComponent(redis.username) }),
    ...(redis.password && { REDIS__PASSWORD: decodeURIComponent(redis.password) }),
    ...(redis.pathname.length > 1 && { REDIS__DB: redis.pathname.slice(1) }),
  };

  // A start in development creates keys, tables, sample data and user. The measured server runs as in production.
  const first = {
    NODE_ENV: 'development',
    DEMO: 'true',
    ADMIN__EMAIL: admin.email,
    ADMIN__PASSWORD: admin.password,
  };
  const { url, stop } = await startServer(service, { ...ours, ...first }, '/health/ready');
  const api = `${url}/api/v1`;
  const { accessToken } = await read<{ accessToken: string }>(`${api}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(admin),
  });
  const created = await fetch(`${api}/users/me/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ name: 'bench', permissions: ['catalogue:read'] }),
  });
  assert.equal(created.status, 201, 'the key could not be created');
  const { key } = (await created.json()) as { key: string };
  const { items } = await read<{ items: Movie[] }>(`${api}/movies?limit=100`);
  const full = items.find(({ authorId }) => authorId !== null);
  assert.ok(full, 'the sample data is missing');
  const requests = requestsOf(full.id, accessToken, key);
  const constants = {
    ITEM: JSON.stringify(await read(url + requests.cached.path)),
    PAGE: JSON.stringify(await read(url + requests.page.path)),
  };
  await stop();
  await analyze(databaseUrl);

  const peer = {
    DB_URL: databaseUrl,
    REDIS_URL: redis.href,
    REDIS_PREFIX: `bench:${name}:`,
    JWT__PUBLIC_KEY: ours.JWT__PUBLIC_KEY,
  };
  const sorts: Record<string, Readonly<Record<string, string>>> = {
    redis: oursOnRedis,
    memory: ours,
    metrics: { ...oursOnRedis, METRICS__PORT: String(await freePort()) },
    express: peer,
    fastify: peer,
    bare: constants,
  };
  return {
    requests,
    start: async (contestant, flags = []) => {
      const env = sorts[contestant];
      const known = Object.keys(contestants).join(', ');
      if (env === undefined) throw new Error(`there is no ${contestant}: there are ${known}`);
      const isOurs = env.JWT__PRIVATE_KEY !== undefined;
      const program = isOurs ? service : [`dist/bench/peers/${contestant}.js`];
      return startServer([...flags, ...program], env, isOurs ? '/health/ready' : requests.cached.path);
    },
  };
};

/** Updates the statistics now: otherwise autovacuum does so during the run, and may change the plans of statements. */
const analyze = async (databaseUrl: string) => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
};

export const clearGround = () => dropTestDatabases().finally(stopServers);
