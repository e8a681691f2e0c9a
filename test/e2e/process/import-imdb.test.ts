import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { contentsOf, importsTold, useImports } from './importing.js';

/** Made up, in the format of IMDb's files. */
const tsv = (rows: readonly string[]) => `${rows.map((row) => row.replaceAll(' | ', '\t')).join('\n')}\n`;
const basics =
  'tconst | titleType | primaryTitle | originalTitle | isAdult | startYear | endYear | runtimeMinutes | genres';
const files: Readonly<Record<string, readonly string[]>> = {
  'title.basics': [
    basics,
    'tt0000001 | movie | A "Quoted" Film | Ein Film | 0 | 1999 | \\N | 100 | Drama,Sci-Fi',
    'tt0000002 | tvMovie | Of Nobody Known | \\N | 0 | \\N | \\N | \\N | \\N',
    'tt0000003 | tvSeries | A Series | \\N | 0 | 2001 | 2003 | 45 | Comedy,Talk-Show',
    'tt0000004 | tvMiniSeries | Without Episodes | \\N | 0 | 2005 | 2004 | \\N | Reality-TV',
    'tt0000005 | movie | Not for Children | \\N | 1 | 2000 | \\N | 90 | Adult',
    'tt0000006 | tvEpisode | Pilot | \\N | 0 | 2001 | \\N | 45 | Comedy',
    'tt0000007 | videoGame | A Game | \\N | 0 | 2010 | \\N | \\N | Action',
    'tt0000008 | movie | By a Writer | \\N | 0 | 1850 | \\N | 9999 | Nonsense',
  ],
  'title.crew': [
    'tconst | directors | writers',
    'tt0000001 | nm0000001,nm0000002 | nm0000003',
    'tt0000002 | nm0000099 | \\N',
    'tt0000003 | nm0000001 | nm0000003,nm0000002',
    'tt0000005 | nm0000004 | \\N',
    'tt0000006 | nm0000005 | nm0000005',
    'tt0000008 | \\N | nm0000003',
  ],
  'title.episode': [
    'tconst | parentTconst | seasonNumber | episodeNumber',
    'tt0000006 | tt0000003 | 1 | 1',
    'tt0000010 | tt0000003 | 1 | 2',
    'tt0000011 | tt0000003 | 2 | 1',
    'tt0000012 | tt0000003 | \\N | \\N',
    'tt0000013 | tt9999999 | 1 | 1',
  ],
  'name.basics': [
    'nconst | primaryName | birthYear | deathYear | primaryProfession | knownForTitles',
    'nm0000001 | The Director | 1950 | 2010 | director | tt0000001',
    'nm0000002 | The Second Director | 1951 | \\N | director | tt0000001',
    'nm0000003 | The Creator | \\N | \\N | writer | tt0000003',
    'nm0000004 | Of Adult Films | 1970 | \\N | director | tt0000005',
    'nm0000005 | Of Episodes | 1971 | \\N | director | tt0000006',
  ],
};
const counts = (created: number, unchanged: number, refused = 0) =>
  `${created} created, 0 changed, ${unchanged} unchanged, ${refused} refused\n`;

describe('npm run import --format imdb', () => {
  const { file, path, take, knex } = useImports();
  const write = (extension: string, names = Object.keys(files)) => {
    for (const name of names) file(`imdb/${name}${extension}`, tsv(files[name] ?? []));
    return path('imdb');
  };
  const movies = async () =>
    ((await contentsOf(knex())).movies as Record<string, unknown>[]).map(
      ({ imdb_id, title, release_year, runtime_minutes, genres, author_name }) =>
        [imdb_id, title, release_year, runtime_minutes, (genres as string[]).join(), author_name] as const,
    );
  const series = async () =>
    ((await contentsOf(knex())).series as Record<string, unknown>[]).map(
      ({ title, end_year, seasons, episodes, author_name }) => [
        title,
        end_year,
        seasons,
        episodes,
        author_name,
      ],
    );

  for (const extension of ['.tsv', '.tsv.gz']) {
    it(`with all files as *${extension}: takes movies, series and who made them, and nothing the second time`, async () => {
      const folder = write(extension);
      file('imdb/title.ratings.tsv', 'tconst\taverageRating\tnumVotes\n');
      const first = await take(folder, '--format', 'imdb');
      expect(first.stdout).to.equal(`authors: ${counts(2, 0)}movies: ${counts(3, 0)}series: ${counts(2, 0)}`);
      expect(first.code).to.equal(0);
      expect(first.stderr).to.include('left out: title.ratings.tsv\n');
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
        ['Without Episodes', null, 0, 0, null],
      ]);
      const second = await take(folder);
      expect(second.stdout).to.equal(
        `authors: ${counts(0, 2)}movies: ${counts(0, 3)}series: ${counts(0, 2)}`,
      );
      const told = await importsTold(knex());
      expect(told.map(({ files }) => files)).to.deep.equal([
        Object.keys(files)
          .sort()
          .map((name) => name + extension),
        Object.keys(files)
          .sort()
          .map((name) => name + extension),
      ]);
    });
  }

  it('with titles alone, upon what is there: leaves authors and episodes as they are', async () => {
    await take(write('.tsv'));
    const before = [await movies(), await series()];
    for (const name of Object.keys(files)) if (name !== 'title.basics') rmSync(path(`imdb/${name}.tsv`));
    const { code, stdout } = await take(path('imdb'));
    expect([code, stdout]).to.deep.equal([0, `movies: ${counts(0, 3)}series: ${counts(0, 2)}`]);
    expect([await movies(), await series()]).to.deep.equal(before);
  });

  it('as a dry run: tells the same, and does nothing', async () => {
    const { code, stdout } = await take(write('.tsv'), '--dry-run');
    expect(stdout).to.include(`authors: ${counts(2, 0)}movies: ${counts(3, 0)}series: ${counts(2, 0)}`);
    expect(code).to.equal(0);
    expect(await movies()).to.deep.equal([]);
  });

  it('with rows that are cut: refuses those with their lines, and ends with 1', async () => {
    const folder = write('.tsv');
    file('imdb/title.basics.tsv', `${tsv(files['title.basics'] ?? [])}tt0000020\tmovie\tCut`);
    const { code, stdout, stderr } = await take(folder);
    expect(stdout).to.include(`movies: ${counts(3, 0, 1)}`);
    expect(stderr).to.include('title.basics.tsv, line 10: the row has 3 cells, the header has 9\n');
    expect(code).to.equal(1);
  });

  it('with other columns, without titles, or with one file: says so, and does nothing', async () => {
    const folder = write('.tsv');
    const one = await take(path('imdb/title.basics.tsv'), '--format', 'imdb');
    file('imdb/title.crew.tsv', 'tconst\tdirector\u001b[31m\twriters\n');
    const other = await take(folder);
    file('names/name.basics.tsv', tsv(files['name.basics'] ?? []));
    const without = await take(path('names'), '--format', 'imdb');
    expect([one.code, other.code, without.code]).to.deep.equal([2, 2, 2]);
    expect(one.stderr).to.include('name their folder');
    expect(other.stderr)
      .to.include('title.crew.tsv, line 1: the columns should be tconst, directors, writers')
      .and.to.not.include('\u001b');
    expect(without.stderr).to.include('there is no title.basics.tsv in it');
    expect(await movies()).to.deep.equal([]);
  });
});
