import { expect } from 'chai';
import { contentsOf, ended, manyMovies, ndjson, useImports } from '../../e2e/process/importing.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';

describe('npm run import while the database is unreachable', () => {
  const { file, start, take, knex, url } = useImports();
  const all = manyMovies(12_000);
  let proxy: TcpProxy;
  beforeEach(async () => {
    proxy = await startTcpProxy(url());
  });
  afterEach(() => proxy.stop());
  const stored = async () => Number((await knex()('movies').count())[0]?.count);
  /** The second batch starts after the commit of the first was acknowledged. */
  const isUnderWay = () => eventually(async () => (await stored()) > 2_000, 'something was imported');

  it('from the start: reports the error, and exits with 2', async () => {
    await proxy.cut();
    const { code, stdout, stderr } = await ended(
      start([file('movies.ndjson', ndjson(all))], { DB_URL: proxy.url }),
    );
    expect([code, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.match(/^The database cannot be used: .*ECONNREFUSED/m);
  });

  it('permanently, after some batches: reports what was imported, exits with 1, and continues from there later', async () => {
    const movies = file('movies.ndjson', ndjson(all));
    const first = start([movies], { DB_URL: proxy.url });
    await isUnderWay();
    await proxy.cut();
    expect(await first.exit, first.stderr()).to.equal(1);
    expect(first.stderr())
      .to.match(
        /^The database cannot be reached right now\. .*(ECONN|EPIPE|terminated).*\nThe rows counted above are saved\. Run the command again /m,
      )
      .and.to.not.match(/insert into|select /);
    expect(first.stdout()).to.match(/^movies: \d+ created, .*\n$/);
    const created = Number(/\d+/.exec(first.stdout()));
    // Whether a batch without an acknowledged commit was stored is unknown.
    expect(await stored()).to.be.oneOf([created, created + 2_000]);
    const second = await take(movies);
    expect(second.code).to.equal(0);
    expect((await contentsOf(knex())).movies).to.have.lengthOf(all.length);
    expect((await contentsOf(knex())).authors).to.have.lengthOf(all.length / 10);
  });

  it('for a moment: waits until it is reachable, and completes', async () => {
    const first = start([file('movies.ndjson', ndjson(all))], { DB_URL: proxy.url });
    await isUnderWay();
    proxy.drop();
    expect(await first.exit, first.stderr()).to.equal(0);
    expect(await stored()).to.equal(all.length);
  });

  it('for a moment in a dry run: stops with the error', async () => {
    await take(file('movies.ndjson', ndjson(all)));
    const dry = start(
      [file('movies.ndjson', ndjson(all.map((row) => ({ ...row, title: 'Other' })))), '--dry-run'],
      {
        DB_URL: proxy.url,
      },
    );
    const isReading = async () =>
      (
        await knex()('pg_stat_activity')
          .where('query', 'like', '%dry_run_movies%')
          .whereRaw('datname = current_database() and pid <> pg_backend_pid()')
      ).length > 0;
    await eventually(isReading, 'the dry run was under way');
    await proxy.cut();
    await proxy.heal();
    const { code, stderr } = await ended(dry);
    expect(code).to.be.oneOf([1, 2]);
    expect(stderr).to.include('The database cannot be reached right now.').and.to.not.include('select');
  });
});
