import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { SwitchedOff } from '../../../scripts/history/safeties.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { builtProgram } from '../../support/built-program.js';
import { emptyDatabase } from '../../support/environment.js';
import { TestService } from '../../support/service.js';

export interface Instance {
  readonly redis: TcpProxy;
  readonly postgres: TcpProxy;
  /** Returns the title of the movie, and the value of X-Cache. */
  read(): Promise<{ title: string; from: string | null }>;
  /** Changes the title of the movie; returns the status. */
  write(title: string, version?: number): Promise<number>;
}

/** Two instances on one database with one movie. Each has its own connections to the servers. */
export interface TwoInstances {
  readonly a: Instance;
  readonly b: Instance;
  /** Returns the title in the database. */
  stored(): Promise<string>;
  /** Returns the ids of the agreed cache server. */
  cacheServer(): Promise<string | null>;
  /** Changes the title of the movie and of a hundred others in one statement. */
  writeInBulk(title: string): Promise<void>;
  /** Changes the title with `npm run import`. Resolves when it has succeeded. */
  import(title: string): Promise<void>;
  /** Reads the movie through `b` until it is a cache hit. */
  warm(): Promise<void>;
  stop(): Promise<void>;
}

/** @param redis the URL of the server that both instances connect to at first */
export const startTwoInstances = async (
  redis: string,
  { overrides, sql, importEndsAtCommit }: SwitchedOff = {},
): Promise<TwoInstances> => {
  const database = await emptyDatabase();
  const client = new Client({ connectionString: database.url });
  await client.connect();
  if (sql !== undefined) await client.query(sql);
  const stops: (() => Promise<unknown>)[] = [];
  let token: string | undefined;
  let path = '';

  const instance = async (): Promise<Instance> => {
    const [toRedis, toPostgres] = [await startTcpProxy(redis), await startTcpProxy(database.url)];
    const { hostname, port } = new URL(toRedis.url);
    const service = await TestService.start(
      { REDIS__HOST: hostname, REDIS__PORT: port, REDIS__DB: '0' },
      { databaseUrl: toPostgres.url, ...(overrides && { cacheOverrides: overrides() }) },
    );
    stops.push(() => service.stop(), toRedis.stop, toPostgres.stop);
    token ??= await service.tokenAs('moderator');
    if (path === '') path = `/api/v1/movies/${(await service.movie({ title: 'old' })).id}`;
    const ready = async () => (await service.call('GET', '/health/ready')).body.status === 'ready';
    await eventually(ready, 'Redis was reachable');
    return {
      redis: toRedis,
      postgres: toPostgres,
      read: async () => {
        const { body, headers } = await service.call('GET', path, { token });
        return { title: body.title, from: headers.get('x-cache') };
      },
      write: async (title, version) => {
        const headers = version === undefined ? {} : { 'if-match': `"${version}"` };
        return (await service.call('PATCH', path, { token, headers, body: { title } })).status;
      },
    };
  };
  const [a, b] = [await instance(), await instance()];
  const stored = async () => (await client.query('select title from movies')).rows[0].title;
  return {
    a,
    b,
    stored,
    cacheServer: async () => (await client.query('select server from cache_agreement')).rows[0].server,
    writeInBulk: async (title) => {
      await client.query(
        "insert into movies (title, genres) select 'another', '{}' from generate_series(1, 100)",
      );
      await client.query('update movies set title = $1', [title]);
    },
    import: async (title) => {
      const folder = mkdtempSync(join(tmpdir(), 'import-'));
      stops.push(async () => rmSync(folder, { recursive: true }));
      // The sourceId of an export.
      const { rows } = await client.query(
        `select installation.id || '/' || movies.id as "sourceId" from installation, movies`,
      );
      const file = join(folder, 'movies.ndjson');
      writeFileSync(file, JSON.stringify({ ...rows[0], title }));
      const env = { PATH: process.env.PATH, NODE_ENV: 'test', DB_URL: database.url };
      const importer = join(dirname(builtProgram()), 'commands/import.js');
      // The title was set by hand, and an import would keep it.
      const args = [importer, file, '--overwrite'];
      const importing = promisify(execFile)(process.execPath, args, { cwd: folder, env });
      stops.unshift(() => importing);
      const committed = () => eventually(async () => (await stored()) === title, 'it was committed');
      await (importEndsAtCommit ? committed() : importing);
    },
    warm: () => eventually(async () => (await b.read()).from === 'hit', 'the movie was cached'),
    stop: async () => {
      for (const { redis: toRedis, postgres } of [a, b]) await Promise.all([toRedis.heal(), postgres.heal()]);
      for (const stop of stops) await stop();
      await client.end();
      await database.drop();
    },
  };
};
