import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { Client } from 'pg';
import { feedName } from '../../src/adapters/knex/feed-client.js';
import { migrateIn, openForTransfer } from '../../src/adapters/knex/migrations.js';
import { readRows } from '../../src/adapters/knex/transfer/contents.js';
import { moveDatabase } from '../../src/composition/database-move.js';
import { emptyDatabase } from '../support/environment.js';
import { remembering } from '../support/remembering-log.js';
import { runSql } from '../support/run-sql.js';
import { createTestDatabase } from '../support/servers/databases.js';

const tables = "select tablename from pg_tables where schemaname = 'public'";
const endConnections =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

describe('a move from one Postgres database to another:', () => {
  const move = (
    from: string,
    to: string,
    onTable: Parameters<typeof moveDatabase>[3] = () => {},
    createTables?: Parameters<typeof moveDatabase>[4],
  ) => moveDatabase({ from, to }, { DATA_DIR: 'none' }, remembering([]), onTable, createTables);
  const failed = (moving: Promise<unknown>) =>
    moving.then(
      () => 'it did not fail',
      ({ message }: Error) => message,
    );

  it('copies the rows, and none of what belongs to one server', async () => {
    const [from, to] = [await emptyDatabase(), await createTestDatabase()];
    await runSql(
      from.url,
      `insert into authors (name) select 'Author ' || n from generate_series(1, 300) n;
       insert into movies (title, genres, author_id) select 'Movie ' || n, '{}', 1 + n % 300 from generate_series(1, 2500) n`,
    );
    const counts: Record<string, number> = {};
    await move(from.url, to.url, ({ name, count }) => {
      counts[name] = count;
    });
    expect(counts).to.include({ authors: 300, movies: 2500, item_names: 2800 });
    expect(counts).not.to.have.any.keys('changes', 'change_horizons', 'cache_agreement', 'openings');
    const [next] = await runSql(
      to.url,
      "insert into movies (title, genres) values ('Next', '{}') returning id",
    );
    expect(next).to.deep.equal({ id: 2501 });
    const kinds = await runSql(
      to.url,
      "select kind, id from changes where kind in ('users', 'sessions') order by kind",
    );
    expect(kinds).to.deep.equal([
      { kind: 'sessions', id: null },
      { kind: 'users', id: null },
    ]);
    const ids = await runSql(to.url, 'select id = cache_id as "isSame" from installation');
    expect(ids).to.deep.equal([{ isSame: false }]);
    await Promise.all([from.drop(), to.drop()]);
  });

  it('copies values that are easily changed as text', async () => {
    const [from, to] = [await emptyDatabase(), await createTestDatabase()];
    const odd = `create table odd (t text, ts text[], x float8, n numeric, at timestamptz, d date, i interval, raw bytea, j jsonb, r int4range)`;
    await runSql(
      from.url,
      odd,
      String.raw`insert into odd values
        ('\N', '{"\\N",null,"NULL",""}', 'NaN', 'NaN', 'infinity', '-infinity', '-1 mon +2 days -00:00:00.000001', '\x005c0aff', '{"a": "\\u2028 \\\\"}', '[,)'),
        ('', '{}', '-Infinity', '-0.00', '-infinity', '0044-03-15 BC', '0', '', 'null', 'empty'),
        (E'\\.\n\r\t"(),\u2028\U0001F3AC ? ?? $1 :name', array[array['a,b','}']], 5e-324, 1e-200, '2026-10-25 02:30:00.123456+01', '9999-12-31', null, null, '1e400', '(1,5]')`,
    );
    const asText = 'select md5(string_agg(odd::text, chr(10) order by odd::text)), count(*) from odd';
    await runSql(to.url, `alter database ${to.name} set timezone to 'Asia/Kathmandu'`);
    await runSql(to.url, `alter database ${to.name} set intervalstyle to 'sql_standard'`);
    await move(from.url, to.url, undefined, async (trx: Knex) => {
      await migrateIn(trx);
      await trx.raw(odd);
    });
    await runSql(to.url, `alter database ${to.name} reset all`);
    expect(await runSql(to.url, asText)).to.deep.equal(await runSql(from.url, asText));
    await Promise.all([from.drop(), to.drop()]);
  });

  it('is not stopped by time limits of the servers', async () => {
    const [from, to] = [await emptyDatabase(), await createTestDatabase()];
    for (const { url, name } of [from, to])
      for (const limit of ['statement_timeout', 'idle_in_transaction_session_timeout'])
        await runSql(url, `alter database ${name} set ${limit} to 200`);
    await move(from.url, to.url, async ({ name }) => {
      if (name === 'movies') await sleep(400);
    });
    await Promise.all([from.drop(), to.drop()]);
  });

  it('reads large rows in batches of limited size', async () => {
    const from = await emptyDatabase();
    await runSql(
      from.url,
      `insert into authors (name, biography) select 'Author ' || n, repeat('x', case when n > 2500 then 1000000 end)
        from generate_series(1, 2540) n`,
    );
    const knex = openForTransfer({ connectionString: from.url });
    const batches: readonly string[][] = await knex.transaction(async (trx) => {
      const all = [];
      for await (const rows of readRows(trx, { name: 'authors' })) all.push([...rows]);
      return all;
    });
    expect(batches.flat().length).to.equal(2540);
    expect(Math.max(...batches.map((rows) => rows.join('').length))).to.be.lessThan(16_000_001);
    await knex.destroy();
    await from.drop();
  });

  it('while an instance uses the source: is rejected', async () => {
    const [from, to] = [await emptyDatabase(), await createTestDatabase()];
    const instance = new Client({ connectionString: from.url, application_name: feedName });
    await instance.connect();
    expect(await failed(move(from.url, to.url))).to.match(
      /: instances of the service use the source \(Postgres processes \d+\)\. Stop them first/,
    );
    expect(await runSql(to.url, tables)).to.deep.equal([]);
    await instance.end();
    await Promise.all([from.drop(), to.drop()]);
  });

  it('beside another one to the same database: one of them is rejected', async () => {
    const sources = [await emptyDatabase(), await emptyDatabase()];
    const to = await createTestDatabase();
    const results = await Promise.all(sources.map(({ url }) => failed(move(url, to.url))));
    expect(results.filter((result) => result.includes('it is not empty (api_key'))).to.have.length(1);
    const winner = sources[results.indexOf('it did not fail')];
    const id = 'select id from installation';
    expect(await runSql(to.url, id)).to.deep.equal(await runSql(String(winner?.url), id));
    await Promise.all([...sources, to].map((database) => database.drop()));
  });

  it('whose source is lost when everything was read: is complete', async () => {
    const [from, to] = [await emptyDatabase(), await createTestDatabase()];
    await move(from.url, to.url, async ({ name }) => {
      if (name === 'vocabulary') await runSql(from.url, endConnections);
    });
    expect(await failed(move(from.url, to.url))).to.include('it is not empty');
    await Promise.all([from.drop(), to.drop()]);
  });
});
