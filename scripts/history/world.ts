import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type RedisPair, startRedisPair } from '../../test/integration/contracts/redis-pair.js';
import type { RestartableRedis } from '../../test/integration/contracts/restartable-redis.js';
import { startTcpProxy, type TcpProxy } from '../../test/integration/contracts/tcp-proxy.js';
import {
  everythingIn,
  noteSecret,
  noteSecretsIn,
  requireNoSecret,
  secretsUntilNow,
} from '../../test/support/secrets.js';
import { startOwnPostgres } from '../../test/support/servers/own-servers.js';
import type { OwnServer } from '../../test/support/servers/watched-server.js';
import { closeConnections, send } from './client.js';
import { ImportCommand } from './import-command.js';
import { Instance } from './instance.js';
import type { SwitchedOff } from './safeties.js';

const admin = { email: 'admin@example.com', password: 'a password for this check' };

/** The instances and servers of a run. */
export interface World {
  readonly redis: RestartableRedis;
  readonly postgres: OwnServer;
  /** The same server as master, and a replica that can replace it. */
  readonly redisPair: RedisPair;
  /** Snapshots of Redis during this run, oldest first. */
  readonly snapshots: Buffer[];
  readonly instances: readonly Instance[];
  readonly importCommand: ImportCommand;
  /** The proxy between each instance and Redis. */
  readonly redisLinks: readonly TcpProxy[];
  /** The proxies to Postgres, one for each instance, and the last for imports. */
  readonly postgresLinks: readonly TcpProxy[];
  /** An access token and an API key of the admin, both valid for the whole run. */
  readonly credentials: readonly [token: string, key: string];
  /**
   * @param keepLogs whether to keep the logs of the instances
   * @throws Error if one of them, or the database, contains a password or a token
   */
  stop(keepLogs: boolean): Promise<void>;
}

/**
 * Starts the servers and the instances, which connect through proxies of their own. The second instance has other names of
 * cookies and so another OpenAPI document, as another version of the service would.
 * @param programs the program of each instance, as arguments to node
 * @param importer path of the import command
 * @param sql statements to run once the database is migrated
 */
export const startWorld = async (
  programs: readonly (readonly string[])[],
  importer: string,
  { sql }: Pick<SwitchedOff, 'sql'> = {},
): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  const since = secretsUntilNow();
  noteSecret('password', admin.password);
  const [redisPair, postgres] = await Promise.all([startRedisPair(), startOwnPostgres()]);
  const { p: redis } = redisPair;
  const linksTo = (url: string) => Promise.all(programs.map(() => startTcpProxy(url)));
  const [redisLinks, linksOfInstances] = await Promise.all([linksTo(redis.url), linksTo(postgres.url)]);
  const linkOfImports = await startTcpProxy(postgres.url);
  const postgresLinks = [...linksOfInstances, linkOfImports];
  const environment = (i: number) => {
    const { hostname, port } = new URL((redisLinks[i] as TcpProxy).url);
    return {
      NODE_ENV: 'test',
      LIMITS__GUEST_SEARCH: 'off',
      PORT: '0',
      DB_URL: (postgresLinks[i] as TcpProxy).url,
      REDIS__HOST: hostname,
      REDIS__PORT: port,
      JWT__ACCESS_TTL: '1d',
      JWT__PRIVATE_KEY: join(folder, 'private.pem'),
      JWT__PUBLIC_KEY: join(folder, 'public.pem'),
      MFA__KEY_FILE: join(folder, 'mfa.key'),
      ADMIN__EMAIL: admin.email,
      ADMIN__PASSWORD: admin.password,
      LOG__FORMAT: 'json',
      LOG__LEVEL: 'warn',
      COOKIES__SECURE: String(i === 1),
    };
  };
  const instances = programs.map(
    (program, i) => new Instance(`instance-${i}`, program, environment(i), folder),
  );
  const importEnvironment = { NODE_ENV: 'test', DB_URL: linkOfImports.url, DB__MIGRATE: 'false' };
  const importCommand = new ImportCommand(importer, importEnvironment, linkOfImports, folder);
  const stop = async (keepLogs: boolean) => {
    closeConnections();
    await Promise.all(instances.map((instance) => instance.stop()));
    const [search] = await Promise.allSettled([searchForSecrets(instances, postgres.url, since)]);
    await Promise.all([...redisLinks, ...postgresLinks].map((link) => link.stop()));
    await Promise.all([redisPair.stop(), postgres.stop()]);
    if (!keepLogs) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    if (search.status === 'rejected') throw search.reason;
  };
  try {
    const [first, ...others] = instances as [Instance, ...Instance[]];
    // It creates the tables, the keys and the first admin for all.
    await first.start();
    if (sql !== undefined) await withClient(postgres.url, (client) => client.query(sql));
    await Promise.all(others.map((instance) => instance.start()));
    const logIn = { method: 'POST', path: '/auth/login', body: admin, timeoutMs: 10_000 };
    const { status, body } = await send(first, logIn);
    assert.equal(status, 200, 'the admin could not log in');
    noteSecretsIn(JSON.stringify(body));
    const token = body.accessToken as string;
    const made = await send(first, {
      method: 'POST',
      path: '/users/me/keys',
      headers: { authorization: `Bearer ${token}` },
      body: { name: 'history', permissions: ['catalogue:read', 'catalogue:write'] },
      timeoutMs: 10_000,
    });
    assert.equal(made.status, 201, 'the admin could not create an API key');
    noteSecretsIn(JSON.stringify(made.body));
    return {
      redis,
      postgres,
      redisPair,
      snapshots: [],
      instances,
      importCommand,
      redisLinks,
      postgresLinks,
      credentials: [token, made.body.key],
      stop,
    };
  } catch (error) {
    await stop(true);
    throw error;
  }
};

/** @throws Error if a log or the database contains a secret */
const searchForSecrets = async (instances: readonly Instance[], databaseUrl: string, since: number) => {
  for (const { logFile } of instances) await requireNoSecret('the log', readFileSync(logFile, 'utf8'), since);
  await withClient(databaseUrl, (client) =>
    requireNoSecret('the database', () => everythingIn((sql) => client.query(sql)), since),
  );
};

const withClient = async <T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
