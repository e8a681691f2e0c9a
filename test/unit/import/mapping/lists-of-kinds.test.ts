import { expect } from 'chai';
import { inputErrorOf } from '../files/reading.js';
import { importFiles } from './importing-files.js';

const table = { sources: [], types: { movies: ['film'], series: ['tv show'] } };
const importOf = (value: object, options: Parameters<typeof importFiles>[3] = {}, name = 'catalogue.json') =>
  importFiles(table, { [name]: JSON.stringify(value) }, name, options);

const film = { sourceId: 'm', title: 'A' };
const both = {
  exportedBy: 'us',
  authors: [{ sourceId: 'p', name: 'Ines Marlow', birthYear: 1950 }],
  Movies: [{ sourceId: 'm', title: 'A', authorSourceId: 'p', runtimeMinutes: '97 min' }],
  'tv shows': [{ sourceId: 's', title: 'B', seasons: 3 }],
};

describe('JSON with a list of each kind', () => {
  it('fills all of them in one run', async () => {
    const { movies, series, authors, rejected } = await importOf(both);
    expect(movies).to.deep.equal([{ sourceId: 'm', title: 'A', author: 'Ines Marlow', runtimeMinutes: 97 }]);
    expect(series).to.deep.equal([{ sourceId: 's', title: 'B', seasons: 3 }]);
    expect([authors, rejected]).to.deep.equal([['Ines Marlow'], []]);
  });

  it('with --kind, or with a list that is no kind: counts the other items', async () => {
    const extras = [{ length: 3 }];
    const imported = await importOf({ ...both, Movies: [film], extras }, { kind: 'movies' });
    expect([imported.movies.length, imported.series, imported.rejected]).to.deep.equal([1, [], []]);
    expect(imported.types).to.deep.equal({ authors: 1, 'tv shows': 1, extras: 1 });
  });

  it('with fields that its kind does not have, or whose columns are mapped: rejects, and reads them', async () => {
    const list = { movies: [{ id2: 'm', Name: 'A' }], series: [{ id2: 's', Name: 'B', runtimeMinutes: 3 }] };
    const map = [
      { field: 'sourceId', column: 'id2' },
      { field: 'title', column: 'Name' },
    ];
    const { movies, rejected } = await importOf(list, { map });
    expect(movies).to.deep.equal([{ sourceId: 'm', title: 'A' }]);
    expect(rejected).to.deep.equal(['1 /runtimeMinutes runtimeMinutes is not allowed, not 3']);
  });

  it('of other names: is rejected from the second list on, with what would be right', async () => {
    const lists = { results: [film], more: [film] };
    const { movies, rejected } = await importOf(lists, { kind: 'movies' });
    expect([movies.length, rejected]).to.deep.equal([
      1,
      [
        '1  the file has a second list of objects: use one file for each list, or name each list after its kind',
      ],
    ]);
    expect(await inputErrorOf(importOf({ results: [film] }))).to.include('add --kind movies or');
  });
});
