import { expect } from 'chai';
import type { SourceTable } from '../../../../src/adapters/import/mapping/known-source.js';
import { fieldAndColumn } from '../../../../src/commands/mapping-options.js';
import { mappingTable } from '../../../../src/commands/mapping-table.js';
import { inputErrorOf, lines } from '../files/reading.js';
import { importFiles } from './importing-files.js';

/** An invented source, so that the tests of the rules do not depend on real sites. */
const table: SourceTable = {
  sources: [
    {
      name: 'Reels',
      marks: [['Reel'], ['Label']],
      kind: [{ column: 'Sort', types: { movies: ['feature'], series: ['serial'] } }],
      fields: { title: ['Label', 'Other'], 'externalIds.reels': 'Reel', releaseYear: 'Year' },
      ignored: ['Description'],
    },
  ],
  types: { movies: ['film'], series: ['tv show'] },
};
const importOf = (content: string, options: Parameters<typeof importFiles>[3] = {}, name = 'films.csv') =>
  importFiles(table, { [name]: content }, name, options);
const errorOf = (...args: Parameters<typeof importOf>) => inputErrorOf(importOf(...args));
const ofMovies = { kind: 'movies' };
const map = (...texts: string[]) => ({ map: texts.map(fieldAndColumn) });

describe('columns of a file', () => {
  it('with names in another case, beside the row numbers of pandas: are read as fields of the API', async () => {
    const content = lines(',Unnamed: 0.1,SOURCE_ID,Title,Release Year,,', '0,0,a,A,2009.0');
    expect((await importOf(content, ofMovies)).movies).to.deep.equal([
      { sourceId: 'a', title: 'A', releaseYear: 2009 },
    ]);
  });

  it('with two names for one field: the exact name is read, and the other column is unknown', async () => {
    const content = lines('Title,title,sourceId', 'B,A,a');
    expect(await errorOf(content, ofMovies)).to.include('a column is unknown: "Title" (closest: title). ');
    const { movies } = await importOf(content, { ...ofMovies, ignoresOthers: true });
    expect(movies).to.deep.equal([{ title: 'A', sourceId: 'a' }]);
  });

  it('of an export of this service: are read without options', async () => {
    const { mappings } = await importOf(lines('id,sourceId,title,updatedAt', '1,a,A,x'), {}, 'movies.csv');
    expect(mappings[0]?.columns.map(({ fields }) => fields[0])).to.deep.equal([
      'id',
      'sourceId',
      'title',
      'updatedAt',
    ]);
    expect(mappings[0]).to.deep.include({ source: undefined, unmappedColumns: [] });
  });

  it('with options that map or ignore them: follow the options, in tables and in JSON', async () => {
    const options = {
      ...ofMovies,
      ...map('title=Name', 'sourceId=key.no', 'author=Director'),
      ignore: ['Note', 'extra'],
    };
    const film = { title: 'A', sourceId: '7', author: 'Ines Marlow' };
    const csv = lines('Name,key.no,Director,Note', 'A,7,"Ines Marlow, Piotr Wilk",x');
    expect((await importOf(csv, options)).movies).to.deep.equal([film]);
    const row = { Name: 'A', key: { no: 7 }, Director: ['Ines Marlow', 'B'], Note: 'x', extra: { x: 1 } };
    const json = JSON.stringify([row, { ...row, key: { no: 8 }, other: 1 }]);
    const imported = await importOf(json, options, 'films.json');
    expect(imported.movies).to.deep.equal([film]);
    expect(imported.rejected).to.deep.equal(['1 /other other is not allowed, not 1']);
    const all = await importOf(json, { ...options, ignore: [], ignoresOthers: true }, 'films.json');
    expect(all.movies).to.have.length(2);
    expect(all.mappings[0]?.unmappedColumns).to.deep.equal(['Note', 'extra.x', 'other']);
  });

  it('with ids of other systems: are read into externalIds', async () => {
    const content = lines(
      'title,externalIds.tmdb,Wiki,externalIds',
      'A,862.0, Q7 ,"{""tvdb"":""5""}"',
      'B,NaN,Q8,',
    );
    const { movies } = await importOf(content, { ...ofMovies, ...map('externalIds.wikidata=Wiki') });
    expect(movies).to.deep.equal([
      { title: 'A', externalIds: { tmdb: '862', tvdb: '5', wikidata: 'Q7' } },
      { title: 'B', externalIds: { wikidata: 'Q8' } },
    ]);
    expect(await errorOf(lines('title,TMDb ID,imdb', 'A,862,tt1'), ofMovies)).to.match(
      /--map 'externalIds.tmdb=TMDb ID' --map imdbId=imdb$/,
    );
  });

  it('of a known source: an option for a column overrides the source', async () => {
    const content = lines('Reel,Label,Sort,Year,Description', 'r1,A,Feature,2009,Mine');
    expect((await importOf(content)).movies).to.deep.equal([
      { title: 'A', externalIds: { reels: 'r1' }, releaseYear: 2009 },
    ]);
    expect((await importOf(content, { ...map('title=Description'), ignore: ['Year'] })).movies).to.deep.equal(
      [{ title: 'Mine', externalIds: { reels: 'r1' } }],
    );
  });

  for (const [options, reason] of [
    [map('titel=Name'), /^films\.csv: --map: there is no field "titel"\. Fields: id, title, /],
    [map('title=Nane'), /^films\.csv: --map: there is no column "Nane"\. Columns: Name, Key$/],
    [map('title=Name', 'title=Key'), /^films\.csv: --map: the field "title" is given twice$/],
  ] as const) {
    it(`unknown or repeated in --map, such as ${options.map[0]?.column}: are rejected`, async () => {
      const given = { ...ofMovies, ...options, ignoresOthers: true };
      expect(await errorOf(lines('Name,Key', 'A,a'), given)).to.match(reason);
    });
  }
});

describe('the kind of rows', () => {
  it('without a name, columns or options that determine it: is unknown, and the error names the option to add', async () => {
    for (const [content, name] of [
      [lines(',sourceId,title,runtimeMinutes', '0,a,A,97'), 'pandas.csv'],
      ['[{"sourceId":"a","title":"A"}]', 'list.json'],
    ] as const)
      expect(await errorOf(content, {}, name)).to.equal(
        `${name}: the kind of the rows is unknown: add --kind movies or --kind series`,
      );
    expect(await errorOf(lines('name', 'A'))).to.match(/: add --kind authors$/);
  });

  it('in a column: one run imports all kinds, and counts the others', async () => {
    const imported = await importOf(
      lines(
        'Kind,sourceId,title,name,seasons,birthYear',
        'movie,m,A,,,',
        'TV Show,s,B,,3,',
        'authors,p,,Ines Marlow,,1950',
        'game,g,C,,,',
        'film,x,D,,4,',
        ',y,E,,,',
      ),
    );
    expect(imported.movies).to.deep.equal([{ sourceId: 'm', title: 'A' }]);
    expect(imported.series).to.deep.equal([{ sourceId: 's', title: 'B', seasons: 3 }]);
    expect(imported.authors).to.deep.equal(['Ines Marlow']);
    expect(imported.types).to.deep.equal({ game: 1 });
    expect(imported.rejected).to.deep.equal([
      '7  the row does not say its type',
      '6 /seasons seasons is not allowed, not "4"',
    ]);
  });

  it('in JSON, with --kind: rows of other kinds are counted', async () => {
    const rows = [
      { type: 'series', sourceId: 's', title: 'B', seasons: 2 },
      { type: 'film', sourceId: 'm', title: 'A', seasons: null },
    ];
    const imported = await importOf(JSON.stringify(rows), ofMovies, 'titles.json');
    expect([imported.movies, imported.series]).to.deep.equal([[{ sourceId: 'm', title: 'A' }], []]);
    expect(imported.types).to.deep.equal({ series: 1 });
  });
});

describe('the report about a mapping', () => {
  it('has a table of columns and the first rows as they would be stored, without control characters', async () => {
    const { mappings } = await importOf(
      lines('Reel,Label,Sort,Pl\u0007ot', 'r1,A\u001b[2J,feature,x', 'r2,B,serial,y'),
    );
    const [mapping] = mappings as [(typeof mappings)[0]];
    const { source, columns, firstRows } = mapping;
    expect(mappingTable({ ...mapping, file: 'films.csv', source, columns, firstRows })).to.equal(
      [
        'films.csv (Reels):',
        '  Reel   externalIds.reels',
        '  Label  title',
        '  Sort   kind',
        '  Pl?ot  ignored',
        'First rows:',
        '  movies: {"title":"A\\u001b[2J","externalIds":{"reels":"r1"}}',
        '  series: {"title":"B","externalIds":{"reels":"r2"}}',
        '',
      ].join('\n'),
    );
  });
});
