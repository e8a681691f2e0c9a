import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { imdbFiles as files } from '../../e2e/process/imdb-files.js';
import { auditedImports, contentsOf } from '../../e2e/process/importing.js';
import { counts, useImdbImports } from './imdb-imports.js';

describe('npm run import --format imdb', () => {
  const { file, path, take, knex, write, movies, series } = useImdbImports();

  for (const extension of ['.tsv', '.tsv.gz']) {
    it(`with all files as *${extension}: imports movies, series and their authors, and changes nothing the second time`, async () => {
      const folder = write(extension);
      file('imdb/title.ratings.tsv', 'tconst\taverageRating\tnumVotes\n');
      const first = await take(folder, '--format', 'imdb');
      expect(first.stdout).to.equal(`authors: ${counts(2, 0)}movies: ${counts(3, 0)}series: ${counts(2, 0)}`);
      expect(first.code).to.equal(0);
      expect(first.stderr).to.include('skipped: title.ratings.tsv\n');
      expect(first.stderr).to.match(/^left out: 1 for adults, 1 tvEpisode, 1 videoGame$/m);
      expect((await contentsOf(knex())).authors).to.deep.equal([
        {
          imdb_id: 'nm0000001',
          source_id: null,
          name: 'The Director',
          birth_year: 1950,
          death_year: 2010,
          biography: null,
        },
        {
          imdb_id: 'nm0000003',
          source_id: null,
          name: 'The Creator',
          birth_year: null,
          death_year: null,
          biography: null,
        },
      ]);
      expect(await movies()).to.deep.equal([
        ['tt0000001', 'A "Quoted" Film', 1999, 100, 'drama,sci-fi', 'The Director'],
        ['tt0000002', 'Of Nobody Known', null, null, '', null],
        ['tt0000008', 'By a Writer', null, null, '', 'The Creator'],
      ]);
      expect(await series()).to.deep.equal([
        ['A Series', 2003, 2, 4, 'The Creator'],
        ['Without Episodes', null, null, null, null],
      ]);
      const second = await take(folder);
      expect(second.stdout).to.equal(
        `authors: ${counts(0, 2)}movies: ${counts(0, 3)}series: ${counts(0, 2)}`,
      );
      const entries = await auditedImports(knex());
      expect(entries.map(({ files }) => files)).to.deep.equal([
        Object.keys(files)
          .sort()
          .map((name) => name + extension),
        Object.keys(files)
          .sort()
          .map((name) => name + extension),
      ]);
    });
  }

  it('with title.basics alone: leaves existing authors and episodes as they are', async () => {
    await take(write('.tsv'));
    const before = [await movies(), await series()];
    for (const name of Object.keys(files)) if (name !== 'title.basics') rmSync(path(`imdb/${name}.tsv`));
    const { code, stdout } = await take(path('imdb'));
    expect([code, stdout]).to.deep.equal([0, `movies: ${counts(0, 3)}series: ${counts(0, 2)}`]);
    expect([await movies(), await series()]).to.deep.equal(before);
  });

  it('as a dry run: reports the same, and changes nothing', async () => {
    const { code, stdout } = await take(write('.tsv'), '--dry-run');
    expect(stdout).to.include(`authors: ${counts(2, 0)}movies: ${counts(3, 0)}series: ${counts(2, 0)}`);
    expect(code).to.equal(0);
    expect(await movies()).to.deep.equal([]);
  });
});
