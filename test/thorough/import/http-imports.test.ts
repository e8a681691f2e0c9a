import { join } from 'node:path';
import { expect } from 'chai';
import { Client } from 'pg';
import { openEmbeddedDatabase } from '../../../src/adapters/embedded/embedded-database.js';
import { movieLines } from '../../e2e/import/importing.js';
import { endLeftovers, listening, newFolder, runService } from '../../e2e/process/spawned.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { call } from '../../support/call.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { type Environment, emptyDatabase, testEnvironment } from '../../support/environment.js';
import { runSql } from '../../support/run-sql.js';
import { noteSecret } from '../../support/secrets.js';
import { redisUrl } from '../../support/servers/servers.js';

const admin = { email: 'admin@example.com', password: 'nine copper lanterns swing' };
const rows = 6_000;

/** A service in a folder, and requests to it as its first admin. */
const startIn = async (folder: string, env: Environment) => {
  const settings = { ADMIN__EMAIL: admin.email, ADMIN__PASSWORD: admin.password, ...env };
  const spawned = runService(settings, { folder });
  const url = await listening(spawned);
  const login = await call(url, 'POST', '/api/v1/auth/login', { body: admin });
  const token: string = login.body.accessToken;
  noteSecret('an access token', token);
  const request = (method: string, path: string, body?: unknown) =>
    call(url, method, `/api/v1${path}`, { token, body });
  return { spawned, request };
};
type Running = Awaited<ReturnType<typeof startIn>>;

const waitFor = async ({ request }: Running, id: number, isReached: (job: Job) => boolean) => {
  let job: Job | undefined;
  await eventually(
    async () => {
      job = (await request('GET', `/imports/${id}`)).body as Job;
      return isReached(job);
    },
    `the import ${id} got on: ${JSON.stringify(job)}`,
  );
  return job as Job;
};
interface Job {
  readonly status: string;
  readonly counts: Readonly<Record<string, object>>;
}

describe('an import by HTTP whose service is killed with -9', () => {
  afterEach(endLeftovers);

  /** @param query runs a statement while no service runs, and returns its rows */
  const importThroughKills = async (
    folder: string,
    env: Environment,
    query: (sql: string) => Promise<unknown[]>,
  ) => {
    let running = await startIn(folder, env);
    const { key, text } = movieLines(rows, (i) => (i % 100 === 99 ? { releaseYear: 'x' } : {}));
    const { body } = await running.request('POST', '/imports', { name: 'movies.ndjson' });
    const id: number = body.id;
    expect((await running.request('PUT', `/imports/${id}/file`, text)).status).to.equal(200);
    await waitFor(running, id, ({ status }) => status === 'ready');
    await running.request('POST', `/imports/${id}/start`);
    await waitFor(running, id, ({ counts }) => counts.movies !== undefined);
    running.spawned.child.kill('SIGKILL');
    await running.spawned.exit;
    // The lease of the killed process would end after half a minute.
    const endLease = "update imports set lease_until = now() where status = 'importing' returning id";
    expect(await query(endLease)).to.have.length(1);
    running = await startIn(folder, env);
    // Other requests are served while it continues.
    const done = await waitFor(running, id, ({ status }) => !/^(?:queued|importing)$/.test(status));
    expect(done.status).to.equal('done');
    const rejected = rows / 100;
    const counts = { created: rows - rejected, changed: 0, unchanged: 0, rejected, authors: 0 };
    expect(done.counts).to.deep.equal({ movies: counts });
    const file = await running.request('GET', `/imports/${id}/rejected`);
    expect(file.text.trimEnd().split('\n')).to.have.length(rejected);
    const last = await running.request('GET', `/movies?sourceId=${encodeURIComponent(`${key}/${rows - 2}`)}`);
    expect(last.body.items).to.have.length(1);
    running.spawned.child.kill('SIGTERM');
    await running.spawned.exit;
  };

  it('on Postgres: continues after the restart, and counts each row once', async () => {
    const database = await emptyDatabase();
    const env = { ...testEnvironment(database.url, await redisUrl()), IMPORT__DIR: undefined };
    await importThroughKills(newFolder(), env, (sql) => runSql(database.url, sql));
    await database.drop();
  });

  it('on the embedded database: the same', async () => {
    const folder = newFolder();
    const data = join(folder, 'data');
    await makeEmbeddedFolder(data);
    await importThroughKills(folder, { PORT: '0', DEMO: 'false' }, async (sql) => {
      const { connection, stop } = await openEmbeddedDatabase(data, (error) => {
        throw error;
      });
      const client = new Client(connection);
      await client.connect();
      const { rows: returned } = await client.query(sql);
      await client.end();
      await stop();
      return returned;
    });
  });
});
