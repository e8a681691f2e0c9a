import { expect } from 'chai';
import { auditedImports, contentsOf, manyMovies, ndjson, useImports } from '../../e2e/process/importing.js';
import type { Spawned } from '../../e2e/process/spawned.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';

describe('npm run import, interrupted or in parallel', () => {
  const { file, start, take, knex, url } = useImports();
  let proxy: TcpProxy;
  beforeEach(async () => {
    proxy = await startTcpProxy(url());
  });
  afterEach(() => proxy.stop());
  const stored = async () => Number((await knex()('movies').count())[0]?.count);
  const isUnderWay = () => eventually(async () => (await stored()) > 0, 'something was imported');
  /** Enough batches for one to be running when the first one is visible. */
  const rows = 16_000;
  const numbersIn = (line: string) => (line.match(/\d+/g) ?? []).map(Number);

  for (const [name, interrupt] of [
    ['by SIGTERM', ({ child }: Spawned) => child.kill('SIGTERM')],
    [
      'by a SIGINT that npm passes on once more',
      ({ child }: Spawned) => {
        child.kill('SIGINT');
        setTimeout(() => child.kill('SIGINT'), 20);
      },
    ],
  ] as const) {
    it(`${name}: completes the batch, reports its progress, and continues from there in the next run`, async () => {
      const movies = file('movies.ndjson', ndjson(manyMovies(rows)));
      // Through a proxy in this process: if this process is slow, so is the import that it interrupts.
      const first = start([movies], { DB_URL: proxy.url });
      await isUnderWay();
      interrupt(first);
      expect(await first.exit, first.stderr()).to.equal(1);
      const [created = 0] = numbersIn(first.stdout());
      expect(created)
        .to.equal(await stored())
        .and.to.be.within(2_000, rows - 2_000);
      expect(created % 2_000).to.equal(0);
      expect(first.stderr()).to.include('Stopped. Run the command again to continue.\n');
      const second = await take(movies);
      expect(second.code).to.equal(0);
      expect(second.stdout).to.match(
        new RegExp(`^movies: ${rows - created} created, 0 changed, ${created} unchanged, 0 rejected`),
      );
      expect(await stored()).to.equal(rows);
      const entries = (await auditedImports(knex())) as { movies: { created: number } }[];
      expect(entries.map(({ movies }) => movies.created)).to.deep.equal([created, rows - created]);
    });
  }

  it('twice at once: both succeed, with the catalogue of one run and no duplicate author', async () => {
    // In opposite orders, so that both have new rows.
    const rows = manyMovies(6_000);
    const files = [
      file('movies-1.ndjson', ndjson(rows)),
      file('movies-2.ndjson', ndjson([...rows].reverse())),
    ];
    const outcomes = await Promise.all(files.map((movies) => take(movies)));
    for (const { code, stderr } of outcomes) expect(code, stderr).to.equal(0);
    const counts = outcomes.map(({ stdout }) => numbersIn(stdout));
    expect((counts[0]?.[0] ?? 0) + (counts[1]?.[0] ?? 0)).to.equal(6_000);
    const both = await contentsOf(knex());
    expect(both.authors).to.have.lengthOf(600);
    expect(both.movies).to.have.lengthOf(6_000);
    const tables = ['movies', 'authors'].map((table) => knex()(table).delete());
    for (const table of tables) await table;
    await take(files[0] as string);
    expect(await contentsOf(knex())).to.deep.equal(both);
  });
});
