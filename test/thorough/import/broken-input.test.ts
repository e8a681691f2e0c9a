import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { everyRow, ndjson, useImports } from '../../e2e/process/importing.js';

const movie = (i: number) => ({ title: `Movie ${i}`, sourceId: `${i}`, author: 'Somebody' });
const movies = Array.from({ length: 3_000 }, (_, i) => movie(i));

describe('npm run import of unreadable input', () => {
  const { file, path, take, knex } = useImports();

  it('of any format: names the file and the reason, imports nothing, and exits with 2', async () => {
    const cut = gzipSync(ndjson(movies));
    const damaged = Buffer.from(cut);
    damaged.fill(7, 100, 200);
    mkdirSync(path('nothing-of-ours'));
    writeFileSync(path('nothing-of-ours/notes.txt'), 'x');
    file('half/authors.ndjson', ndjson([{ name: 'Ada', sourceId: 'a' }]));
    file('half/movies.csv', 'title,sourcid\r\nOne,1\r\n');
    file('cut/authors.ndjson', ndjson([{ name: 'Ada', sourceId: 'a' }]));
    writeFileSync(path('cut/series.ndjson.gz'), cut.subarray(0, cut.length / 2));
    writeFileSync(path('movies-cut.ndjson.gz'), cut.subarray(0, cut.length / 2));
    writeFileSync(path('movies-damaged.ndjson.gz'), damaged);
    file('movies-quoted.csv', 'title,"sourceId\r\nOne,1\r\n');
    file('movies-twice.csv', 'title,sourceId,title\r\nOne,1,Two\r\n');
    file('movies-empty.csv', '');
    file('movies-latin1.csv', Buffer.from('title,sourceId,\xe9\r\n', 'latin1'));
    const broken: readonly (readonly [name: string, says: string])[] = [
      ['no-such.ndjson', 'no-such.ndjson'],
      ['movies-none.ndjson', 'movies-none.ndjson: the file does not exist'],
      ['nothing-of-ours', 'nothing-of-ours: there is no file of a known source'],
      ['movies-cut.ndjson.gz', 'movies-cut.ndjson.gz: the gzip data is truncated'],
      ['movies-damaged.ndjson.gz', 'movies-damaged.ndjson.gz: the gzip data is damaged'],
      ['half', 'half/movies.csv: a column is unknown: "sourcid" (closest: sourceId). '],
      ['cut', 'cut/series.ndjson.gz: the gzip data is truncated'],
      ['movies-quoted.csv', 'movies-quoted.csv, line 1: invalid header: '],
      ['movies-twice.csv', 'movies-twice.csv, line 1: the column "title" is repeated'],
      ['movies-empty.csv', 'movies-empty.csv, line 1: the file is empty'],
      ['movies-latin1.csv', 'movies-latin1.csv: it is not valid UTF-8, and looks like '],
    ];
    const before = await everyRow(knex());
    const outcomes = await Promise.all(broken.map(([name]) => take(path(name))));
    for (const [i, { code, stdout, stderr }] of outcomes.entries()) {
      expect(stderr).to.include(broken[i]?.[1]);
      expect([code, stdout], stderr).to.deep.equal([2, '']);
      expect(stderr).to.not.match(/\n {4}at /);
    }
    expect(await everyRow(knex())).to.deep.equal(before);
  });

  it('with a line of 20 MB, or invalid UTF-8: names the line, and exits with 2', async () => {
    const long = file('movies-long.ndjson', Buffer.alloc(20 * 1024 * 1024, 'x'));
    const binary = file('movies-binary.ndjson', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]));
    for (const [name, says] of [
      [long, /the line is longer than 1 MiB \(.*movies-long.ndjson:1\)/],
      [binary, /the line has characters that are invalid .*movies-binary.ndjson:1\)/],
    ] as const) {
      const { code, stdout, stderr } = await take(name);
      expect(stderr).to.match(says);
      expect([code, stdout]).to.deep.equal([2, 'movies: 0 created, 0 changed, 0 unchanged, 1 rejected\n']);
    }
    expect(await knex()('movies')).to.deep.equal([]);
  });

  it('in some lines among thousands: imports the others, names those lines, and exits with 1', async () => {
    const lines: (string | Buffer)[] = movies.map((row) => JSON.stringify(row));
    lines[700] = Buffer.alloc(20 * 1024 * 1024, 'x');
    lines[1_400] = Buffer.from('{"title":"Am\xe9lie","sourceId":"latin1"}', 'latin1');
    lines[2_100] = '{"title":"Cut off","sourc';
    lines[2_800] = '{"title":"\\u0000","sourceId":"nul"}';
    const content = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
    const { code, stdout, stderr } = await take(file('movies.ndjson.gz', content));
    expect(stdout).to.equal(
      'movies: 2996 created, 0 changed, 0 unchanged, 4 rejected, and 1 author created by name\n',
    );
    for (const line of [701, 1_401, 2_101, 2_801]) expect(stderr).to.include(`movies.ndjson.gz:${line})\n`);
    expect(stderr.match(/^rejected: /gm)).to.have.lengthOf(4);
    expect(code).to.equal(1);
    expect(await knex()('movies')).to.have.lengthOf(2_996);
  });
});
