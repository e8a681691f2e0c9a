import { existsSync, linkSync, readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { auditedImports, csv, ended, ndjson, useImports } from './importing.js';

describe('npm run import with invalid rows', () => {
  const { file, path, take, knex } = useImports();

  it('ASVS 2.3.3 among valid ones: rejects only those, says where and why, and writes them to be corrected', async () => {
    const rows = [
      '{"title":"Good","sourceId":"1"}',
      '{"title":"Bad","sourceId":"2","releaseYear":1066,"genres":["Dramedy"]}',
      '{"title":',
      '',
      '[1]',
      '{"title":"Good too","sourceId":"3"}',
    ];
    const movies = file('movies.ndjson', `${rows.join('\n')}\n`);
    const { code, stdout, stderr } = await take(movies, '--errors', path('errors.ndjson'));
    expect([code, stdout]).to.deep.equal([1, 'movies: 2 created, 0 changed, 0 unchanged, 3 rejected\n']);
    expect(await knex()('movies').orderBy('source_id').pluck('title')).to.deep.equal(['Good', 'Good too']);
    for (const reason of [
      `1 row: genres: "Dramedy" is not a genre (${movies}:2)`,
      `1 row: releaseYear must be greater than or equal to 1870, not 1066 (${movies}:2)`,
      `1 row: the row is JSON, but not an object (${movies}:5)`,
    ])
      expect(stderr).to.include(`rejected: ${reason}\n`);
    expect(stderr.match(/The genres are: action, /g)).to.have.lengthOf(1);
    expect(stderr).to.include(`written to ${path('errors.ndjson')}, to be corrected and imported: 3 rows\n`);
    const [bad, ...broken] = readFileSync(path('errors.ndjson'), 'utf8').trim().split('\n');
    expect(bad).to.match(/^\{"importError":"line 2: .*","title":"Bad","sourceId":"2",/);
    expect(broken.map((line) => JSON.parse(line).importText)).to.deep.equal(['{"title":', '[1]']);
    expect(await auditedImports(knex())).to.deep.equal([
      { files: ['movies.ndjson'], movies: { created: 2, changed: 0, unchanged: 0, refused: 3, authors: 0 } },
    ]);
    const corrected = file(
      'movies-2.ndjson',
      bad?.replaceAll('1066', '1966').replaceAll('Dramedy', 'Drama') ?? '',
    );
    expect(await take(corrected)).to.include({
      code: 0,
      stdout: 'movies: 1 created, 0 changed, 0 unchanged, 0 rejected\n',
    });
  });

  it('in several files, thousands of them: prints three, and writes a folder; exits with 2 if no row was valid', async () => {
    const rows = Array.from({ length: 1_234 }, (_, i) => ({ title: `Movie ${i}` }));
    file('in/movies.ndjson.gz', ndjson(rows));
    file(
      'in/series.csv',
      csv([
        ['title', 'sourceId', 'seasons'],
        ['A', 'a', 'two'],
        ['B', '', 2],
      ]),
    );
    const { code, stdout, stderr } = await take(path('in'), '--errors', path('errors'));
    expect(code).to.equal(2);
    expect(stdout).to.equal(
      'movies: 0 created, 0 changed, 0 unchanged, 1234 rejected\nseries: 0 created, 0 changed, 0 unchanged, 2 rejected\n',
    );
    expect(stderr).to.match(
      /^rejected: 1,234 rows: sourceId: a row needs .* \((?:\S+\.gz:[123](?:, |\)\n)){3}/m,
    );
    expect(stderr).to.match(
      /^rejected: 1 row: seasons \(column 3\): "two" is not a number of seasons \(.*csv:2\)$/m,
    );
    expect(readdirSync(path('errors'))).to.deep.equal(['movies.ndjson', 'series.csv']);
    expect(readFileSync(path('errors/movies.ndjson'), 'utf8').match(/\n/g)).to.have.lengthOf(1_234);
    expect(await knex()('movies')).to.deep.equal([]);
    const again = await take(path('in'), '--errors', path('errors'));
    expect([again.code, again.stdout]).to.deep.equal([2, '']);
    expect(again.stderr).to.include('is not empty');
  });

  it('with control characters and endless names: escapes and shortens them on the terminal', async () => {
    const rows = [
      { title: 'One', sourceId: '1', '\u001b]0;owned\u0007': 1 },
      { title: 'Three', ['x'.repeat(100_000)]: 1 },
    ];
    const { code, stderr } = await take(file('movies.ndjson', ndjson(rows)));
    expect(code).to.equal(2);
    expect(stderr).to.match(/owned/);
    expect(stderr.replaceAll('\n', '')).to.not.match(/\p{Cc}/u);
    expect(stderr).to.include('xxx').and.to.have.property('length').that.is.lessThan(2_000);
  });

  it('with --errors naming a file that cannot be written: reports that, and imports nothing', async () => {
    const movies = file('movies.ndjson', ndjson([{ title: 'One', sourceId: '1' }]));
    const { code, stdout, stderr } = await take(movies, '--errors', path('no/such/folder.ndjson'));
    expect([code, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.include('no/such/folder.ndjson');
    expect(await knex()('movies')).to.deep.equal([]);
  });

  it('with --errors naming the input: reports that, and leaves the file as it is', async () => {
    const rows = ndjson([{ title: 'One', sourceId: '1' }]);
    const movies = file('movies.ndjson', rows);
    linkSync(movies, path('link.ndjson'));
    for (const name of ['movies.ndjson', 'link.ndjson']) {
      const { code, stderr } = await take(movies, '--errors', path(name));
      expect(code).to.equal(2);
      expect(stderr).to.include(`${name} is one of the files to import`);
      expect(readFileSync(movies, 'utf8')).to.equal(rows);
    }
  });
});

describe('npm run import with invalid arguments', () => {
  const { file, path, start, take, knex } = useImports();

  it('reports what is wrong, imports nothing, and exits with 2', async () => {
    const movies = file(
      'movies.csv',
      csv([
        ['title', 'sourceId'],
        ['One', '1'],
      ]),
    );
    const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
      [[], /Exactly one file or folder/],
      [[movies, '--no-such-option'], /--no-such-option/],
      [[movies, '--kind', 'movie'], /--kind: "movie" is not a kind\.\n[\s\S]*--kind authors\|movies\|series/],
      [[movies, '--format', 'xml'], /--format: "xml" is not a format\.\n[\s\S]*--format ndjson\|.*\|imdb/],
      [[movies, '--overwrite', '--keep-existing'], /--overwrite and --keep-existing exclude each other/],
      [[path('.'), '--kind', 'movies'], /--kind cannot be used with a folder/],
    ];
    const outcomes = await Promise.all(wrong.map(([args]) => take(...args, '--errors', path('errors.csv'))));
    for (const [i, { code, stdout, stderr }] of outcomes.entries()) {
      expect(stderr).to.match(wrong[i]?.[1] as RegExp);
      expect([code, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.not.match(/\n {4}at /);
    }
    expect(existsSync(path('errors.csv'))).to.equal(false);
    expect(await knex()('movies')).to.deep.equal([]);
  });

  it('with invalid settings: names them, and exits with 78', async () => {
    const movies = file(
      'movies.csv',
      csv([
        ['title', 'sourceId'],
        ['One', '1'],
      ]),
    );
    const { code, stderr } = await ended(start([movies], { CACHE__TTL_SECONDS: 'long' }));
    expect(code).to.equal(78);
    expect(stderr).to.include('CACHE__TTL_SECONDS');
  });
});
