import { expect } from 'chai';
import { contentsOf, csv, useImports } from '../../e2e/process/importing.js';

describe('npm run import with files of known sources', () => {
  const { file, path, take, knex } = useImports();

  it('in a folder: shows a dry run as tables, then imports all of them, and says once what has no place', async () => {
    file(
      'all/list.csv',
      csv([
        ['Const', 'Title', 'Title Type', 'Year', 'Directors', 'Your Rating'],
        ['tt9900001', 'The Paper Lantern', 'Movie', 2009, '"Ines Marlow, Piotr Wilk"', 8],
        ['tt9900002', 'Harbour Lights', 'TV Series', 2015, '', 7],
        ['tt9900003', 'Quest', 'Video Game', 2015, '', 7],
        ['tt9900004', 'Quest 2', 'Video Game', 2016, '', 7],
      ]),
    );
    file(
      'all/top.csv',
      csv([
        ['Series_Title', 'Released_Year'],
        ['Cold Orchard', 'PG'],
      ]),
    );
    file(
      'all/movies.csv',
      csv([
        ['movieId', 'title', 'genres'],
        [1, '"Reel, The (1987)"', 'Comedy'],
      ]),
    );
    file(
      'all/links.csv',
      csv([
        ['movieId', 'imdbId', 'tmdbId'],
        [1, 9900004, ''],
      ]),
    );
    file(
      'all/watched.json',
      '[{"plays":2,"movie":{"title":"The Paper Lantern","year":2009,"ids":{"imdb":"tt9900001"}}},' +
        '{"show":{"title":"S","year":"PG","ids":{"trakt":1}}}]',
    );
    file(
      'all/notes.csv',
      csv([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    );
    const dry = await take(path('all'), '--dry-run');
    expect(dry.stdout).to.match(
      /list\.csv \(IMDb list\):\n {2}Const +imdbId\n(?: {2}.*\n)+ {2}Your Rating +ignored\n/,
    );
    expect(dry.stdout).to.match(/\nFirst rows:\n {2}movies: \{"imdbId":"tt9900001"/);
    const { code, stdout, stderr } = await take(path('all'));
    expect(stdout).to.equal(
      [
        'movies: 2 created, 0 changed, 1 unchanged, 1 rejected, and 1 author created by name',
        'series: 1 created, 0 changed, 0 unchanged, 1 rejected',
        '',
      ].join('\n'),
    );
    expect(dry.stdout).to.include(`An import would report:\n${stdout}`);
    for (const text of [
      'skipped: notes.csv\n',
      'list.csv (IMDb list): columns without a field, ignored: Your Rating\n',
      'list.csv: further names in 1 row, not stored, because an item has one author: "Piotr Wilk" (',
      'watched.json (Trakt): plays, ratings and dates are not stored\n',
      'left out: 2 Video Games\n',
      'rejected: 1 row: Released_Year (column 2): "PG" is not a year (',
      'rejected: 1 row: show.year: "PG" is not a year (',
    ])
      expect(stderr).to.include(text);
    expect(code).to.equal(1);
    const { movies, series } = await contentsOf(knex());
    expect(movies.map(({ imdb_id, title }) => [imdb_id, title])).to.deep.equal([
      ['tt9900001', 'The Paper Lantern'],
      ['tt9900004', 'The Reel'],
    ]);
    expect(series[0]).to.deep.include({ imdb_id: 'tt9900002', release_year: 2015 });
  });

  it('with unknown columns: rejects the file with a command, which imports it', async () => {
    const films = file(
      'films.csv',
      csv([
        ['Titel', 'Note'],
        ['A', 'x'],
      ]),
    );
    const rejected = await take(films);
    expect(rejected).to.include({ code: 2, stdout: '' });
    const command = /npm run import -- (.*)\n/.exec(rejected.stderr)?.[1] ?? '';
    const taken = await take(...command.split(' '));
    expect(taken).to.include({ code: 0, stdout: 'movies: 1 created, 0 changed, 0 unchanged, 0 rejected\n' });
  });
});
