import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { imdbFiles as files, tsv } from '../../e2e/process/imdb-files.js';
import { counts, useImdbImports } from './imdb-imports.js';

describe('npm run import --format imdb', () => {
  const { file, path, take, write, movies, series } = useImdbImports();

  it('with truncated rows in every file: rejects them with their lines, and exits with 1', async () => {
    const folder = write('.tsv');
    for (const [name, rows] of Object.entries(files)) file(`imdb/${name}.tsv`, `${tsv(rows)}tt0000020\tCut`);
    const { code, stdout } = await take(folder, '--errors', path('errors'));
    for (const made of [
      `movies: ${counts(3, 0, 3)}`,
      `authors: ${counts(2, 0, 1)}`,
      `series: ${counts(2, 0)}`,
    ])
      expect(stdout).to.include(made);
    for (const [table, line, columns] of [
      ['title.basics', 10, 9],
      ['title.crew', 8, 3],
      ['title.episode', 7, 4],
      ['name.basics', 7, 6],
    ] as const) {
      const reason = `line ${line}: the row has 2 cells, the header has ${columns}`;
      const [header] = tsv(files[table] ?? []).split('\n');
      expect(readFileSync(path(`errors/${table}.tsv`), 'utf8')).to.equal(
        `importError\t${header}\n${reason}\ttt0000020\tCut\n`,
      );
    }
    expect(code).to.equal(1);
    const again = await take(path('errors'));
    expect(again.stderr).to.include('rejected: 4 rows: the row has 2 cells, the header has ');
  });

  it('with one id in two rows of a file: imports the first, rejects the second with both lines, and exits with 1', async () => {
    const folder = write('.tsv');
    const more = {
      'title.basics': 'tt0000001 | movie | Another Title | \\N | 0 | 1999 | \\N | 100 | Drama,Sci-Fi',
      'title.crew': 'tt0000001 | nm0000003 | \\N',
      'title.episode': 'tt0000010 | tt0000003 | 3 | 1',
      'name.basics': 'nm0000001 | Another Name | 1950 | 2010 | director | tt0000001',
    };
    for (const [name, row] of Object.entries(more))
      file(`imdb/${name}.tsv`, tsv([...(files[name] ?? []), row]));
    const { code, stdout, stderr } = await take(folder);
    expect(stdout).to.equal(`movies: ${counts(3, 0, 3)}authors: ${counts(2, 0, 1)}series: ${counts(2, 0)}`);
    for (const line of [
      `, "tt0000001" was already imported from line 2 (${folder}/title.basics.tsv:10)`,
      `tconst: "tt0000001" is already in line 2 (${folder}/title.crew.tsv:8)`,
      `"tt0000010" is already in line 3 (${folder}/title.episode.tsv:7)`,
      `nconst: "nm0000001" was already imported from line 2 (${folder}/name.basics.tsv:7)`,
    ])
      expect(stderr).to.include(line);
    expect((await movies())[0]?.slice(1)).to.deep.equal([
      'A "Quoted" Film',
      1999,
      100,
      'drama,sci-fi',
      'The Director',
    ]);
    expect((await series())[0]).to.deep.equal(['A Series', 2003, 2, 4, 'The Creator']);
    expect(code).to.equal(1);
  });

  it('with invalid people: rejects them, and imports their titles without an author', async () => {
    const folder = write('.tsv');
    const nameless = [
      'nm0000001 | \\N | 1950 | 2010 | director | tt0000001',
      'nm0000002 | The Second Director | 1951 | \\N | director | tt0000001',
      'nm0000003 |  | \\N | \\N | writer | tt0000003',
      `nm0000099 | ${'x'.repeat(201)} | \\N | \\N | writer | tt0000002`,
      'nm1 | With a Short Id | \\N | \\N | writer | tt0000009',
    ];
    file('imdb/name.basics.tsv', tsv([files['name.basics']?.[0] ?? '', ...nameless]));
    file('imdb/title.crew.tsv', tsv([...(files['title.crew'] ?? []), 'tt0000004 | nm1 | \\N']));
    const { code, stdout, stderr } = await take(folder);
    expect(stdout).to.equal(`authors: ${counts(0, 0, 4)}movies: ${counts(3, 0)}series: ${counts(2, 0)}`);
    for (const line of [2, 4, 5])
      expect(stderr).to.match(new RegExp(`: primaryName .*name.basics.tsv:${line}\\)`));
    expect(stderr).to.match(/: nconst must be .*name.basics.tsv:6\)/);
    expect((await movies()).map(([id, , , , , author]) => [id, author])).to.deep.equal([
      ['tt0000001', null],
      ['tt0000002', null],
      ['tt0000008', null],
    ]);
    expect(code).to.equal(1);
  });

  it('with other columns, without titles, with one file or conflicting options: reports it, and imports nothing', async () => {
    const folder = write('.tsv');
    const one = await take(path('imdb/title.basics.tsv'), '--format', 'imdb');
    file('imdb/title.crew.tsv', 'tconst\tdirector\u001b[31m\twriters\n');
    const other = await take(folder);
    const ofOneKind = await take(folder, '--kind', 'series');
    file('twice/title.basics.tsv', tsv((files['title.basics'] ?? []).slice(0, 1)));
    file('twice/title.basics.tsv.gz', tsv((files['title.basics'] ?? []).slice(0, 1)));
    const twice = await take(path('twice'));
    file('names/name.basics.tsv', tsv(files['name.basics'] ?? []));
    const without = await take(path('names'), '--format', 'imdb');
    const all = [one, other, ofOneKind, twice, without];
    expect(all.map(({ code, stdout }) => [code, stdout])).to.deep.equal(all.map(() => [2, '']));
    expect(ofOneKind.stderr).to.include('--kind cannot be used with IMDb files');
    expect(twice.stderr).to.include(
      'the folder has two files for title.basics: title.basics.tsv and title.basics.tsv.gz',
    );
    expect(one.stderr).to.include('give the path of their folder');
    expect(other.stderr).to.include('; expected: tconst, directors, writers').and.to.not.include('\u001b');
    expect(without.stderr).to.include('the folder has no file title.basics.tsv');
    expect(await movies()).to.deep.equal([]);
  });
});
