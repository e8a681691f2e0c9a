import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { readSettings } from '../../src/composition/settings.js';
import { openStorage } from '../../src/composition/storage.js';
import { Importer, movieLines } from '../e2e/import/importing.js';
import { eventually } from '../integration/contracts/fixtures.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import { runSql } from '../support/run-sql.js';
import { createTestDatabase, type TestDatabase } from '../support/servers/databases.js';
import { type OwnServer, postgresUrl, startOwnPgbouncer } from '../support/servers/servers.js';
import { TestService } from '../support/service.js';

describe('a pooler', () => {
  /** One in transaction mode, which rejects startup parameters; and one in session mode, configured to drop them. */
  const bouncers: OwnServer[] = [];
  let database: TestDatabase;
  before(async () => {
    bouncers.push(await startOwnPgbouncer(await postgresUrl()));
    bouncers.push(
      await startOwnPgbouncer(await postgresUrl(), {
        pool_mode: 'session',
        ignore_startup_parameters: 'options,statement_timeout',
      }),
    );
  });
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    // Poolers keep connections, except those that their server has closed.
    await database.drop();
  });
  after(() => Promise.all(bouncers.map((bouncer) => bouncer.stop())));

  const through = (bouncer: OwnServer | undefined) =>
    Object.assign(new URL(bouncer?.url ?? ''), { pathname: database.name }).href;
  const run = (sql: string) => runSql(database.url, sql);
  const open = (url: string, lines: LogLine[] = [], env = {}) =>
    openStorage(readSettings({ DB_URL: url, ...env }), remembering(lines));

  for (const [index, what] of ['refuses startup parameters', 'drops startup parameters'].entries())
    it(`that ${what}: passes migrations, and leaves no lock behind`, async () => {
      const lines: LogLine[] = [];
      const { isPooled, close } = await open(through(bouncers[index]), lines);
      await close();
      expect(isPooled).to.equal(true);
      expect(lines.map(({ message }) => message).join()).to.include('SET statement_timeout');
      expect(
        await run(
          "select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
        ),
      ).to.have.length(0);
      // Directly, and through the pooler.
      for (const url of [database.url, through(bouncers[index])]) await (await open(url)).close();
    });

  it('with a statement_timeout of the role: is opened without a warning', async () => {
    await run(`alter database ${database.name} set statement_timeout to '5s'`);
    const lines: LogLine[] = [];
    await (await open(through(bouncers[0]), lines)).close();
    expect(lines).to.deep.equal([]);
  });

  it('in front of a database with another DateStyle: is rejected with the statement that repairs it', async () => {
    await run(`alter database ${database.name} set DateStyle to 'SQL, DMY'`);
    const failure = await open(through(bouncers[0])).catch(({ message }) => message);
    const repair = /Run: (ALTER ROLE \w+ IN DATABASE \w+ SET DateStyle TO 'ISO')\./.exec(failure)?.[1];
    expect(failure).to.include('DateStyle is "SQL, DMY"');
    await run(repair ?? '');
    await bouncers[0]?.stop();
    bouncers[0] = await startOwnPgbouncer(await postgresUrl());
    await (await open(through(bouncers[0]))).close();
  });

  it('with one connection to the server: serves two instances, their feeds and transactions', async () => {
    const narrow = await startOwnPgbouncer(await postgresUrl(), { default_pool_size: '1' });
    const url = through(narrow);
    const services = [
      await TestService.start({ REDIS__HOST: undefined }, { databaseUrl: url }),
      await TestService.start({ REDIS__HOST: undefined }, { databaseUrl: url }),
    ];
    const [one, other] = services as [TestService, TestService];
    try {
      const token = await one.tokenAs('moderator');
      const made = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          services[i % 2]?.call('POST', '/api/v1/movies', {
            token,
            body: { title: `Film ${i}` },
            headers: { 'Idempotency-Key': `"key-${i}"` },
          }),
        ),
      );
      expect(made.map((response) => response?.status)).to.deep.equal(Array.from({ length: 20 }, () => 201));
      const { text } = await one.call('GET', '/api/v1/movies/export', { token });
      expect(text.trim().split('\n')).to.have.length(20);
      expect((await one.call('POST', '/api/v1/auth/logout', { token })).status).to.equal(204);
      await eventually(
        async () => (await other.call('GET', '/api/v1/users/me', { token })).status === 401,
        'the session was over on the other instance',
      );
    } finally {
      for (const service of services) await service.stop();
      await narrow.stop();
    }
  });

  /** Writes a file and imports it through the pooler. Returns the result of the command. */
  const imported = async (name: string, content: string, ...args: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'pooled-import-'));
    writeFileSync(join(folder, name), content);
    const command = join(import.meta.dirname, '../../src/commands/import.ts');
    const { PATH, HOME } = process.env;
    const path = args.includes('imdb') ? folder : join(folder, name);
    const ended = await promisify(execFile)(process.execPath, ['--import', 'tsx', command, path, ...args], {
      env: { PATH, HOME, DB_URL: through(bouncers[0]) },
    }).catch((error: { code: number; stdout: string; stderr: string }) => error);
    rmSync(folder, { recursive: true });
    return { code: 0, ...ended };
  };
  const advice = 'Set DB_URL to the Postgres server itself';

  it('in front of an import: imports files, and rejects a dry run, which needs a session', async () => {
    const authors = ['authors.csv', 'name,imdbId\nAgnès Varda,nm0889513\n'] as const;
    expect((await imported(...authors)).stdout).to.include('1 created');
    const { code, stderr } = await imported(...authors, '--dry-run');
    expect(code, stderr).to.equal(2);
    expect(stderr).to.include(advice);
  });

  it('in front of an import over HTTP: the dry run reports the columns, and the import its counts', async () => {
    const service = await TestService.start(
      { REDIS__HOST: undefined },
      { databaseUrl: through(bouncers[0]) },
    );
    try {
      const importer = await Importer.of(service);
      const { id, dryRun } = await importer.dryRun('movies.ndjson', movieLines(2).text);
      expect(dryRun.counts).to.deep.equal({});
      expect(dryRun.files[0].firstRows).to.have.length(2);
      expect((await importer.start(id)).counts.movies.created).to.equal(2);
    } finally {
      await service.stop();
    }
  });

  it('in front of an import of IMDb files: rejects it, since it needs a session', async () => {
    const columns = 'tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes';
    const table = `${columns} genres\n`.replaceAll(' ', '\t');
    const { code, stderr } = await imported('title.basics.tsv', table, '--format', 'imdb');
    expect(code, stderr).to.equal(2);
    expect(stderr).to.include(advice);
  });
});
