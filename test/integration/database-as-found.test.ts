import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Client } from 'pg';
import { serviceTables } from '../../src/adapters/knex/database-check.js';
import { newFeedClient } from '../../src/adapters/knex/feed-client.js';
import { readSettings } from '../../src/composition/settings.js';
import { openStorage } from '../../src/composition/storage.js';
import { tablesUnderTest } from '../support/kinds-under-test.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import { createTestDatabase, type TestDatabase } from '../support/servers/databases.js';
import { postgresUrl } from '../support/servers/servers.js';
import { TestService } from '../support/service.js';
import { silentLog } from '../support/silent-log.js';
import { eventually } from './contracts/fixtures.js';

/** Runs a statement as the user of the tests. */
const run = async (url: string, sql: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

describe('a database as it is found', function () {
  this.timeout(120_000);
  const leftovers: string[] = [];
  let strange: TestDatabase;
  before(async () => {
    strange = await createTestDatabase();
    for (const [name, value] of Object.entries({
      DateStyle: 'SQL, DMY',
      IntervalStyle: 'sql_standard',
      TimeZone: 'Asia/Kolkata',
      bytea_output: 'escape',
      extra_float_digits: '-15',
      standard_conforming_strings: 'off',
      default_transaction_isolation: 'serializable',
      statement_timeout: '1s',
      lock_timeout: '1ms',
    }))
      await run(strange.url, `alter database ${strange.name} set ${name} to '${value}'`);
  });
  after(async () => {
    for (const name of leftovers) await run(await postgresUrl(), `drop database ${name} with (force)`);
    await strange.drop();
  });

  for (const encoding of ['SQL_ASCII', 'LATIN1'])
    it(`in ${encoding}: is refused in one sentence, and nothing is made in it`, async () => {
      const name = `test_${randomUUID().replaceAll('-', '')}`;
      await run(
        await postgresUrl(),
        `create database ${name} encoding '${encoding}' lc_collate 'C' lc_ctype 'C' template template0`,
      );
      leftovers.push(name);
      const url = Object.assign(new URL(await postgresUrl()), { pathname: name }).href;
      const failure = await openStorage(readSettings({ DB_URL: url }), silentLog).catch(
        ({ message }) => message,
      );
      expect(failure).to.equal(
        `The database cannot be used: its encoding is ${encoding}. UTF8 is required. ` +
          'Create another database: createdb --encoding=UTF8 --template=template0',
      );
      const { PATH, HOME } = process.env;
      const byHand = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', 'node_modules/knex/bin/cli.js', 'migrate:latest', '--knexfile', 'knexfile.ts'],
        { cwd: join(import.meta.dirname, '../..'), env: { PATH, HOME, DB_URL: url } },
      ).catch(({ stderr }) => stderr);
      expect(byHand).to.include(`its encoding is ${encoding}`).and.to.not.include('create ');
      expect(await run(url, "select from pg_tables where schemaname = 'public'")).to.have.length(0);
    });

  it('with a search_path to nowhere: is refused in one sentence', async () => {
    const { url, name, drop } = await createTestDatabase();
    await run(url, `alter database ${name} set search_path to nowhere`);
    const failure = await openStorage(readSettings({ DB_URL: url }), silentLog).catch(
      ({ message }) => message,
    );
    expect(failure).to.include('has no existing schema');
    await run(url, `alter database ${name} reset search_path`);
    await drop();
  });

  it('read-only: is served, and the log says that writes are not', async () => {
    const { url, name, drop } = await createTestDatabase();
    const settings = readSettings({ DB_URL: url });
    await (await openStorage(settings, silentLog)).close();
    await run(url, `alter database ${name} set default_transaction_read_only to on`);
    const lines: LogLine[] = [];
    await (await openStorage(settings, remembering(lines))).close();
    expect(lines.map(({ message }) => message)).to.deep.equal([
      'the database is read-only: writes are answered with 503',
    ]);
    await drop();
  });

  it('with settings of its own: every connection has those that the service relies on', async () => {
    const settings = readSettings({ DB_URL: strange.url });
    const { database, feed, close } = await openStorage(settings, silentLog);
    const sql = `select current_setting('DateStyle') as date, current_setting('standard_conforming_strings') as strings,
      current_setting('default_transaction_isolation') as isolation, clock_timestamp() as now`;
    const client = feed && newFeedClient(feed);
    await client?.connect();
    for (const [row] of [(await database.raw(sql)).rows, (await client?.query(sql))?.rows ?? []]) {
      expect(row).to.include({ strings: 'on', isolation: 'read committed' });
      expect(row.date).to.match(/^ISO/);
      expect(row.now).to.be.instanceOf(Date);
    }
    expect((await database.raw('show statement_timeout')).rows).to.deep.equal([{ statement_timeout: '5s' }]);
    await client?.end();
    await close();
  });

  it('with options in its URL: keeps those too', async () => {
    const url = `${strange.url}?options=-c%20work_mem%3D1MB%20-cDateStyle%3DGerman`;
    const { database, close } = await openStorage(readSettings({ DB_URL: url }), silentLog);
    expect((await database.raw('show work_mem')).rows).to.deep.equal([{ work_mem: '1MB' }]);
    expect((await database.raw('show datestyle')).rows[0].DateStyle).to.match(/^ISO/);
    await close();
  });

  it('with settings of its own: a service has times, and ends sessions on other instances', async () => {
    const [one, other] = [
      await TestService.start({}, { databaseUrl: strange.url }),
      await TestService.start({}, { databaseUrl: strange.url }),
    ];
    try {
      const token = await one.tokenAs('moderator');
      const { createdAt } = await one.movie();
      expect(Date.parse(createdAt)).to.be.closeTo(Date.now(), 60_000);
      expect((await other.call('GET', '/api/v1/users/me', { token })).status).to.equal(200);
      expect((await one.call('POST', '/api/v1/auth/logout', { token })).status).to.equal(204);
      await eventually(
        async () => (await other.call('GET', '/api/v1/users/me', { token })).status === 401,
        'the session was over on the other instance',
      );
      expect(other.log.map(({ message }) => message)).to.include(
        'the changes of other instances are followed',
      );
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it('migrated: has the tables by which those of other programs are told apart', async () => {
    const rows = await run(
      strange.url,
      "select tablename from pg_tables where schemaname = 'public' and tablename not like 'knex%' order by 1",
    );
    expect(rows.map(({ tablename }) => tablename)).to.have.members(serviceTables(tablesUnderTest));
  });
});
