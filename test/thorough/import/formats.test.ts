import { expect } from 'chai';
import { kindTables } from '../../../src/composition/catalogue-kinds.js';
import { auditedImports, contentsOf, csv, ended, ndjson, useImports } from '../../e2e/process/importing.js';
import { root, run } from '../../e2e/process/spawned.js';

const varda = { imdbId: 'nm0889513', name: 'Agnès Varda', birthYear: 1928 };
const cleo = {
  imdbId: 'tt0055852',
  title: 'Cléo from 5 to 7',
  releaseYear: 1962,
  genres: ['drama', 'comedy'],
  authorImdbId: 'nm0889513',
};

describe('npm run import with a file', () => {
  const { file, path, take, knex, url } = useImports();

  const asNdjson = ndjson([varda]);
  const asCsv = csv([
    ['birthYear', 'name', 'imdbId'],
    [1928, 'Agnès Varda', 'nm0889513'],
  ]);
  for (const [name, content] of [
    ['authors.ndjson.gz', asNdjson],
    ['authors-2026.csv', asCsv],
  ] as const) {
    it(`called ${name}: is imported, with one audit entry`, async () => {
      const { code, stdout } = await take(file(name, content));
      expect(stdout).to.equal('authors: 1 created, 0 changed, 0 unchanged, 0 rejected\n');
      expect(code).to.equal(0);
      expect((await contentsOf(knex())).authors).to.deep.equal([
        {
          imdb_id: 'nm0889513',
          source_id: null,
          name: 'Agnès Varda',
          birth_year: 1928,
          death_year: null,
          biography: null,
        },
      ]);
      expect(await auditedImports(knex())).to.deep.equal([
        { files: [name], authors: { created: 1, changed: 0, unchanged: 0, refused: 0, authors: 0 } },
      ]);
    });
  }

  it('whose name contains neither kind nor format: needs --kind and --format', async () => {
    const export1 = file('export-1', asNdjson);
    const rejected = await take(export1);
    expect(rejected).to.include({ code: 2, stdout: '' });
    expect(rejected.stderr).to.include(
      `--kind (${kindTables.join(', ')}) and --format (ndjson, json, csv, xlsx)`,
    );
    expect(await take(export1, '--kind', 'authors')).to.include({ code: 2, stdout: '' });
    const taken = await take(export1, '--kind', 'authors', '--format', 'ndjson');
    expect(taken).to.include({ code: 0, stdout: 'authors: 1 created, 0 changed, 0 unchanged, 0 rejected\n' });
  });

  it('in a folder, by npm: authors are imported first, and other files are listed as skipped', async () => {
    file('movies.ndjson', ndjson([cleo]));
    file('authors.csv.gz', asCsv);
    file(
      'series-1.csv',
      csv([
        ['title', 'sourceId', 'seasons', 'episodes', 'author'],
        ['Borgen', 'b', 4, 38, 'Adam Price'],
      ]),
    );
    file('series-2.ndjson', ndjson([{ title: 'Fleabag', sourceId: 'f', seasons: 2, episodes: 12 }]));
    file('README.md', '# Ours');
    const env = { DB_URL: url() };
    const spawned = run('npm', ['run', '--silent', 'import', '--', path('')], env, { folder: root });
    const { code, stdout, stderr } = await ended(spawned);
    expect(stdout).to.equal(
      [
        'authors: 1 created, 0 changed, 0 unchanged, 0 rejected',
        'movies: 1 created, 0 changed, 0 unchanged, 0 rejected',
        'series: 2 created, 0 changed, 0 unchanged, 0 rejected, and 1 author created by name',
        '',
      ].join('\n'),
    );
    expect(stderr).to.include('skipped: README.md\n');
    expect(code).to.equal(0);
    expect((await contentsOf(knex())).movies[0]).to.deep.include({ author_name: 'Agnès Varda' });
    const [entry, ...others] = await auditedImports(knex());
    expect(others).to.deep.equal([]);
    expect(entry).to.deep.include({
      files: ['authors.csv.gz', 'movies.ndjson', 'series-1.csv', 'series-2.ndjson'],
      series: { created: 2, changed: 0, unchanged: 0, refused: 0, authors: 1 },
    });
  });

  it('in another encoding, with a delimiter of its own: is imported with both options only', async () => {
    const films = file('Films.CSV', Buffer.from('title^sourceId\r\nAm\xe9lie^a\r\n^\r\n', 'latin1'));
    const plain = await take(films, '--kind', 'movies');
    expect(plain).to.include({ code: 2, stdout: '' });
    expect(plain.stderr).to.include('looks like windows-1252: --encoding windows-1252\n');
    for (const option of ['--encoding=latin', '--delimiter=::']) {
      const { code, stderr } = await take(films, option);
      expect([code, stderr.includes(`"${option.split('=')[1]}" is not`)], stderr).to.deep.equal([2, true]);
    }
    const options = ['--kind', 'movies', '--encoding', 'windows-1252', '--delimiter', '^'];
    const { code, stdout } = await take(films, ...options);
    expect([code, stdout]).to.deep.equal([0, 'movies: 1 created, 0 changed, 0 unchanged, 0 rejected\n']);
    expect((await contentsOf(knex())).movies[0]).to.deep.include({ title: 'Am\u00e9lie' });
  });

  it('without rows: reports that, and changes nothing', async () => {
    const { code, stdout } = await take(file('movies.csv', 'title,sourceId\r\n'));
    expect([code, stdout]).to.deep.equal([0, 'There are no rows to import.\n']);
    expect(await auditedImports(knex())).to.deep.equal([]);
  });
});
