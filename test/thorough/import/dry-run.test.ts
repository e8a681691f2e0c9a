import { expect } from 'chai';
import { everyRow, manyMovies, ndjson, type useFiles, useImports } from '../../e2e/process/importing.js';

const heading = 'Dry run: nothing was written. An import would report:\n';

/** A catalogue, and rows with every possible outcome. */
const first = {
  authors: [
    { imdbId: 'nm0000001', name: 'Renamed later' },
    { imdbId: 'nm0000002', name: 'Known' },
  ],
  movies: manyMovies(1_500),
  series: [{ sourceId: 's/0', title: 'Borgen', seasons: 4, episodes: 38, author: 'Known' }],
};
const then = {
  authors: [
    { imdbId: 'nm0000001', name: 'Renamed' },
    { imdbId: 'nm0000003', name: 'In this folder only' },
    { imdbId: 'nm0000003', birthYear: 1900 },
    { imdbId: 'nm0000002', name: 'Known' },
  ],
  movies: [
    ...manyMovies(2_500, (i) => (i % 7 === 0 ? { runtimeMinutes: 90 } : {})),
    // Repeated some batches later: unchanged, changed, and twice.
    ...manyMovies(300),
    ...manyMovies(300, () => ({ description: 'Again.' })),
    { sourceId: 'm/new', title: 'New', author: 'New' },
    ...manyMovies(1_000, () => ({ title: '' })),
    { sourceId: 'm/new', title: 'New', author: 'New' },
    { title: 'Without a key' },
  ],
  series: [
    { sourceId: 's/1', title: 'Of one in this folder', authorImdbId: 'nm0000003' },
    { sourceId: 's/2', title: 'By name', author: 'In this folder only' },
    { sourceId: 's/3', title: 'Of nobody', authorImdbId: 'nm0000009' },
    { sourceId: 's/4', title: 'Of whom movies named', author: 'New' },
    { sourceId: 's/5', title: 'By the name of before', author: 'Renamed later' },
    { sourceId: 's/6', title: 'By the name of now', author: 'Renamed' },
    { sourceId: 's/0', title: 'Borgen', author: 'Known' },
  ],
};

const write = (
  file: ReturnType<typeof useFiles>['file'],
  folder: string,
  kinds: typeof first | typeof then,
) => {
  for (const [plural, rows] of Object.entries(kinds)) file(`${folder}/${plural}.ndjson`, ndjson(rows));
};

describe('npm run import --dry-run on Postgres', () => {
  const { file, path, take, knex } = useImports();

  it('of new, changed, unchanged, invalid and repeated rows: reports what the import then does, and changes nothing', async () => {
    write(file, 'before', first);
    write(file, 'after', then);
    await take(path('before'));
    const rows = await everyRow(knex());
    const dry = await take(path('after'), '--dry-run', '--errors', path('dry'));
    expect(await everyRow(knex())).to.deep.equal(rows);
    const real = await take(path('after'), '--errors', path('real'));
    expect(dry.stdout.endsWith(heading + real.stdout), dry.stdout).to.equal(true);
    expect(dry.stdout).to.match(/^.*authors\.ndjson:\n {2}imdbId +imdbId\n/);
    expect(dry.code).to.equal(real.code).and.to.equal(1);
    expect(dry.stderr.replaceAll('/dry', '/real'))
      .to.equal(real.stderr)
      .and.to.match(/^rejected: 1,000 rows/m);
    expect(real.stdout).to.match(/^authors: 1 created, 1 changed, 1 unchanged, 1 rejected$/m);
    expect(real.stdout).to.match(
      /^movies: [1-9]\d* created, [1-9]\d* changed, [1-9]\d* unchanged, 1571 rejected/m,
    );
    expect(real.stdout).to.match(
      /^series: 5 created, 0 changed, 1 unchanged, 1 rejected, and 1 author created/m,
    );
  });
});
