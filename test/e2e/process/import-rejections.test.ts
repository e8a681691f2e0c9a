import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { auditedImports, csv, ended, ndjson, useImports } from './importing.js';

describe('npm run import with invalid rows', () => {
  const { file, path, take, knex } = useImports();

  it('ASVS 2.3.3 among valid ones: rejects only those, says where and why, and exits with 1', async () => {
    const rows = [
      '{"title":"Good","sourceId":"1"}',
      '{"title":"Bad","sourceId":"2","releaseYear":1066,"genres":["Dramedy"]}',
      '{"title":',
      '',
      '[1]',
      '{"title":"Good too","sourceId":"3"}',
    ];
    const movies = file('movies.ndjson', `${rows.join('\n')}\n`);
    const { code, stdout, stderr } = await take(movies, '--errors', path('errors.csv'));
    expect([code, stdout]).to.deep.equal([1, 'movies: 2 created, 0 changed, 0 unchanged, 3 rejected\n']);
    expect(await knex()('movies').orderBy('source_id').pluck('title')).to.deep.equal(['Good', 'Good too']);
    const found = parse(readFileSync(path('errors.csv')), { columns: true }) as Record<string, string>[];
    expect(found.map(({ line, field }) => [line, field])).to.deep.equal([
      ['2', 'releaseYear'],
      ['2', 'genres/0'],
      ['3', ''],
      ['5', ''],
    ]);
    expect(found.every((one) => one.file === movies && one.reason !== '')).to.equal(true);
    for (const line of [2, 3, 5]) expect(stderr).to.include(`${movies}, line ${line}: `);
    expect(await auditedImports(knex())).to.deep.equal([
      { files: ['movies.ndjson'], movies: { created: 2, changed: 0, unchanged: 0, refused: 3, authors: 0 } },
    ]);
  });

  it('thousands of them: prints 20, writes all to the file, and exits with 2 if no row was valid', async () => {
    const rows = Array.from({ length: 1_234 }, (_, i) => ({ title: `Movie ${i}` }));
    const { code, stdout, stderr } = await take(
      file('movies.ndjson', ndjson(rows)),
      '--errors',
      path('errors.csv'),
    );
    expect([code, stdout]).to.deep.equal([2, 'movies: 0 created, 0 changed, 0 unchanged, 1234 rejected\n']);
    expect(stderr.match(/line \d+: /g)).to.have.lengthOf(20);
    const lines = (parse(readFileSync(path('errors.csv')), { columns: true }) as { line: string }[]).map(
      ({ line }) => Number(line),
    );
    expect(lines).to.deep.equal(rows.map((_, i) => i + 1));
    expect(await knex()('movies')).to.deep.equal([]);
  });

  it('with formulas and control characters: escapes them for spreadsheets and terminals', async () => {
    const hostile = '\u001b]0;owned\u0007';
    const rows = [
      { title: 'One', sourceId: '1', "=cmd|' /C calc'!A0": 1 },
      { title: 'Two', [hostile]: 1 },
      { title: 'Three', ['x'.repeat(100_000)]: 1 },
    ];
    const { code, stderr } = await take(
      file('=1+1.ndjson', ndjson(rows)),
      ...['--kind', 'movies', '--errors', path('errors.csv')],
    );
    expect(code).to.equal(2);
    const cells = (parse(readFileSync(path('errors.csv'))) as string[][]).flat();
    expect(cells.join('\n')).to.include('calc');
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).to.deep.equal([]);
    expect(stderr).to.match(/owned/);
    expect(stderr.replaceAll('\n', '')).to.not.match(/\p{Cc}/u);
    expect(stderr).to.include('xxx').and.to.have.property('length').that.is.lessThan(10_000);
  });

  it('with --errors naming a file that cannot be written: reports that, and imports nothing', async () => {
    const movies = file('movies.ndjson', ndjson([{ title: 'One', sourceId: '1' }]));
    const { code, stdout, stderr } = await take(movies, '--errors', path('no/such/folder.csv'));
    expect([code, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.include('no/such/folder.csv');
    expect(await knex()('movies')).to.deep.equal([]);
  });

  it('with --errors naming the input: reports that, and leaves the file as it is', async () => {
    const rows = ndjson([{ title: 'One', sourceId: '1' }]);
    const movies = file('movies.ndjson', rows);
    const { code, stderr } = await take(movies, '--errors', movies);
    expect(code).to.equal(2);
    expect(stderr).to.include('movies.ndjson');
    expect(readFileSync(movies, 'utf8')).to.equal(rows);
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
