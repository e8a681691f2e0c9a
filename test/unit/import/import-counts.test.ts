import { expect } from 'chai';
import { totalRows } from '../../../src/core/import/import-counts.js';

describe('the number of rows of an import', () => {
  it('is that of all kinds and results; authors that titles name are no rows', () => {
    const movies = { created: 1, changed: 20, unchanged: 300, refused: 4_000, authors: 9 };
    const authors = { created: 50_000, changed: 0, unchanged: 0, refused: 0, authors: 0 };
    expect(totalRows({ movies, authors })).to.equal(54_321);
    expect(totalRows({})).to.equal(0);
  });
});
