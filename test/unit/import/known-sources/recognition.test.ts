import { expect } from 'chai';
import { inputErrorOf, lines } from '../files/reading.js';
import { importOf } from './shapes.js';

describe('a file like those of a known source', () => {
  it('as JSON: is not one of a table whose columns are called like its paths', async () => {
    const content = lines('movie_title,movie_ids,movie_facebook_likes', 'A,1,2');
    expect(await inputErrorOf(importOf({ 'films.csv': content }))).to.include('3 columns are unknown');
  });

  it('with other columns and without optional ones: they are named once, with names that are not stored', async () => {
    const { mappings } = await importOf({
      'list.csv': lines(
        'Extra,Title Type,Title,Const,Directors',
        'x,Movie,A,tt9900001,"B, C"',
        'y,Movie,D,tt9900002,"E, F, G"',
      ),
    });
    const [{ source, unmappedColumns, furtherNames, columns }] = mappings as [(typeof mappings)[0]];
    expect({ source, unmappedColumns }).to.deep.equal({ source: 'IMDb list', unmappedColumns: ['Extra'] });
    expect(furtherNames).to.deep.include({ count: 2 });
    expect(furtherNames?.example).to.deep.include({ names: ['C'] });
    expect(columns).to.deep.equal([
      { column: 'Extra', fields: [] },
      { column: 'Title Type', fields: ['kind'] },
      { column: 'Title', fields: ['title'] },
      { column: 'Const', fields: ['imdbId'] },
      { column: 'Directors', fields: ['author'] },
    ]);
  });
});
