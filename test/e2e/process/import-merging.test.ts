import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { contentsOf, csv, ndjson, useImports } from './importing.js';

const rowsOf = (content: unknown): Record<string, unknown>[] => content as Record<string, unknown>[];

describe('npm run import of what is there already', () => {
  const { file, path, take, knex } = useImports();
  const takeMovies = async (...rows: object[]) => (await take(file('movies.ndjson', ndjson(rows)))).stdout;
  const movies = async () => rowsOf((await contentsOf(knex())).movies);

  it('with fields left out, null, or as they are: leaves the first, clears the second, changes no version of the third', async () => {
    const whole = {
      title: 'Jaws',
      releaseYear: 1975,
      runtimeMinutes: 124,
      genres: ['thriller'],
      description: 'Sharks.',
    };
    await takeMovies(
      { ...whole, sourceId: 'left', author: 'Steven Spielberg' },
      { ...whole, sourceId: 'cleared', author: 'Steven Spielberg' },
      { ...whole, sourceId: 'same', author: 'Steven Spielberg' },
    );
    const stdout = await takeMovies(
      { sourceId: 'left', releaseYear: 1976 },
      { sourceId: 'cleared', releaseYear: null, description: null, author: null, genres: [] },
      { ...whole, sourceId: 'same', author: 'Steven Spielberg' },
    );
    expect(stdout).to.equal('movies: 0 created, 2 changed, 1 unchanged, 0 refused\n');
    const [cleared, left, same] = await movies();
    expect(left).to.include({ release_year: 1976, runtime_minutes: 124, description: 'Sharks.' });
    expect(left).to.include({ author_name: 'Steven Spielberg', title: 'Jaws' });
    expect(cleared).to.include({ release_year: null, description: null, author_name: null, title: 'Jaws' });
    expect(cleared?.genres).to.deep.equal([]);
    expect(same).to.include({ release_year: 1975, author_name: 'Steven Spielberg' });
    const versions = await knex()('movies').orderBy('source_id').pluck('version');
    expect(versions).to.deep.equal([2, 2, 1]);
  });

  it('with an imdbId and a sourceId: goes by the imdbId first, and refuses what would be two items', async () => {
    await takeMovies(
      { title: 'By IMDb', imdbId: 'tt0000001' },
      { title: 'By source', sourceId: 's1' },
      { title: 'Another source', sourceId: 's2' },
    );
    const { code, stdout, stderr } = await take(
      file(
        'movies.ndjson',
        ndjson([
          { title: 'By IMDb, renamed', imdbId: 'tt0000001', sourceId: 'new' },
          { title: 'By source, with an imdbId', imdbId: 'tt0000002', sourceId: 's1' },
          { title: 'Both', imdbId: 'tt0000001', sourceId: 's2' },
          { title: 'Neither' },
        ]),
      ),
    );
    expect(stdout).to.equal('movies: 0 created, 2 changed, 0 unchanged, 2 refused\n');
    expect(stderr).to.match(/movies\.ndjson, line 3: .*another item of this kind has this source id/);
    expect(stderr).to.match(/movies\.ndjson, line 4: .*a row needs an imdbId or a sourceId/);
    expect(code).to.equal(1);
    const told = (await movies()).map(({ title, imdb_id, source_id }) => [title, imdb_id, source_id]);
    expect(told).to.deep.equal([
      ['By IMDb, renamed', 'tt0000001', 'new'],
      ['By source, with an imdbId', 'tt0000002', 's1'],
      ['Another source', null, 's2'],
    ]);
  });

  it('with each way to name an author: finds them, the eldest of a name, and creates missing ones', async () => {
    const [eldest] = await knex()('authors')
      .insert([
        { name: 'Twin', biography: 'eldest' },
        { name: 'Twin', biography: 'youngest' },
        { name: 'Known', imdb_id: 'nm0000001', source_id: 'a1' },
      ])
      .returning('id');
    const { code, stdout, stderr } = await take(
      file(
        'movies.ndjson',
        ndjson([
          { title: 'By id', sourceId: '1', authorId: eldest.id },
          { title: 'By name', sourceId: '2', author: 'Twin' },
          { title: 'By another case', sourceId: '3', author: 'TWIN' },
          { title: 'By IMDb', sourceId: '4', authorImdbId: 'nm0000001', author: 'Called otherwise' },
          { title: 'By source', sourceId: '5', authorSourceId: 'a1' },
          { title: 'To be made', sourceId: '6', author: 'Made', authorSourceId: 'a2' },
          { title: 'Made before', sourceId: '7', authorSourceId: 'a2' },
          { title: 'Of nobody', sourceId: '8', authorId: 2_000_000_000 },
          { title: 'Of nobody either', sourceId: '9', authorImdbId: 'nm9999999' },
        ]),
      ),
    );
    expect(stdout).to.equal(
      'movies: 7 created, 0 changed, 0 unchanged, 2 refused, and 2 authors created by name\n',
    );
    expect(stderr).to.include('line 8: authorId 2000000000 does not exist\n');
    expect(stderr).to.include('line 9: authorImdbId "nm9999999" does not exist\n');
    expect(code).to.equal(1);
    const authorOf = Object.fromEntries(
      (await movies()).map(({ title, author_name, author_source_id }) => [
        title,
        [author_name, author_source_id],
      ]),
    );
    expect(authorOf).to.deep.equal({
      'By id': ['Twin', null],
      'By name': ['Twin', null],
      'By another case': ['TWIN', null],
      'By IMDb': ['Known', 'a1'],
      'By source': ['Known', 'a1'],
      'To be made': ['Made', 'a2'],
      'Made before': ['Made', 'a2'],
    });
    const ofTwins = await knex()('movies').where({ title: 'By name' }).pluck('author_id');
    expect(ofTwins).to.deep.equal([eldest.id]);
  });

  it('with a key several times, batches and files apart: takes the first row, and refuses the others', async () => {
    const first = { sourceId: 'again', title: 'First', runtimeMinutes: 90 };
    const others = Array.from({ length: 2_500 }, (_, i) => ({ sourceId: `other/${i}`, title: `Other ${i}` }));
    const second = { sourceId: 'again', title: 'Second' };
    file('all/movies-1.ndjson', ndjson([first, ...others, second]));
    file(
      'all/movies-2.csv',
      csv([
        ['title', 'sourceId'],
        ['Third', 'again'],
        ['First', 'again'],
      ]),
    );
    const errors = path('errors.csv');
    const { code, stdout, stderr } = await take(path('all'), '--errors', errors);
    expect(stdout).to.equal('movies: 2501 created, 0 changed, 1 unchanged, 2 refused\n');
    const message = 'sourceId: "again" was already imported from line 1';
    expect(stderr).to.include(`movies-1.ndjson, line 2502: ${message}\n`);
    expect(stderr).to.include(`movies-2.csv, line 2: ${message} of ${path('all/movies-1.ndjson')}\n`);
    expect(readFileSync(errors, 'utf8').trim().split('\r\n')).to.have.lengthOf(3);
    expect(code).to.equal(1);
    const [again] = await knex()('movies').where({ source_id: 'again' });
    expect(again).to.include({ title: 'First', runtime_minutes: 90, version: 1 });
  });
});
