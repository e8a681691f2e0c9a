import { expect } from 'chai';
import { newFeedClient } from '../../src/adapters/knex/feed-client.js';
import { serviceTables } from '../../src/adapters/knex/service-tables.js';
import { readSettings } from '../../src/composition/settings.js';
import { openStorage } from '../../src/composition/storage.js';
import { emptyDatabase } from '../support/environment.js';
import { tablesUnderTest } from '../support/kinds-under-test.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import { runSql } from '../support/run-sql.js';
import { createTestDatabase, type TestDatabase } from '../support/servers/databases.js';
import { silentLog } from '../support/silent-log.js';

describe('the settings of a database', () => {
  let unusual: TestDatabase;
  before(async () => {
    unusual = await emptyDatabase();
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
      await runSql(unusual.url, `alter database ${unusual.name} set ${name} to '${value}'`);
  });
  after(() => unusual.drop());

  it('read-only: is used, and a warning says that writes fail', async () => {
    const { url, name, drop } = await emptyDatabase();
    await runSql(url, `alter database ${name} set default_transaction_read_only to on`);
    const lines: LogLine[] = [];
    await (await openStorage(readSettings({ DB_URL: url }), remembering(lines))).close();
    expect(lines.map(({ message }) => message)).to.deep.equal([
      'the database is read-only: writes return 503',
    ]);
    await drop();
  });

  it('without the contrib modules: is rejected, and the message names the extensions and their package', async () => {
    const { url, name, drop } = await createTestDatabase();
    // Hides the view of the server.
    await runSql(url, 'create view pg_available_extensions as select null::name as name');
    await runSql(url, `alter database ${name} set search_path to public, pg_catalog`);
    const outcome = openStorage(readSettings({ DB_URL: url }), silentLog).then(
      () => 'it was opened',
      ({ message }: Error) => message,
    );
    expect(await outcome).to.match(
      /^The database cannot be used: .* fuzzystrmatch and pg_trgm .*postgresql-contrib/,
    );
    await drop();
  });

  it('with other defaults: every connection has the settings that the service needs', async () => {
    const settings = readSettings({ DB_URL: unusual.url });
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

  it('with options in its URL: applies them too', async () => {
    const url = `${unusual.url}?options=-c%20work_mem%3D1MB%20-cDateStyle%3DGerman`;
    const { database, close } = await openStorage(readSettings({ DB_URL: url }), silentLog);
    expect((await database.raw('show work_mem')).rows).to.deep.equal([{ work_mem: '1MB' }]);
    expect((await database.raw('show datestyle')).rows[0].DateStyle).to.match(/^ISO/);
    await close();
  });

  it('migrated: has the tables that the check for other programs knows', async () => {
    const rows = await runSql(
      unusual.url,
      "select tablename from pg_tables where schemaname = 'public' and tablename not like 'knex%' order by 1",
    );
    expect(rows.map(({ tablename }) => tablename)).to.have.members(serviceTables(tablesUnderTest));
  });
});
