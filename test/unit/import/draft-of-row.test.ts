import { expect } from 'chai';
import { draftOfRow } from '../../../src/core/import/draft-of-row.js';
import { importedMovies } from './importing.js';

describe('an invalid value of a row', () => {
  const messageOf = (fields: object, pointer: string) => {
    const { draft, invalid } = draftOfRow(importedMovies, undefined, fields);
    expect(draft).to.equal(undefined);
    const [first, ...others] = invalid.filter((one) => one.pointer === pointer);
    expect(others).to.deep.equal([]);
    return first?.message;
  };

  it('is in the message, shortened; so is one in a list or a map', () => {
    expect(messageOf({ title: 'A', releaseYear: 'soon' }, '/releaseYear')).to.match(/, not "soon"$/);
    expect(messageOf({ title: 'A', genres: ['drama', 'lunch'] }, '/genres/1')).to.match(/, not "lunch"$/);
    expect(messageOf({ title: 'A', externalIds: { tmdb: 7 } }, '/externalIds/tmdb')).to.match(/, not 7$/);
    expect(messageOf({ title: 'A', imdbId: 'x'.repeat(99) }, '/imdbId')).to.match(/, not "x{60}"…$/);
  });

  it('that is missing, null or empty: is not in the message', () => {
    for (const fields of [{}, { title: null }, { title: '' }]) {
      expect(messageOf(fields, '/title')).to.be.a('string').and.not.include(', not ');
    }
  });
});
