import { expect } from 'chai';
import { knownSeries } from '../../../../src/adapters/import/sample/known-series.js';
import { refusedFields } from './refused-fields.js';

describe('the series of the sample', () => {
  it('as rows of an import: obey the limits of the API, and do not contradict themselves', () => {
    expect(knownSeries).to.have.length.at.least(30);
    expect(knownSeries.flatMap((row) => refusedFields('series', row))).to.deep.equal([]);
  });

  it('as rows of an import: have an author and a source id each, and no two the same', () => {
    const authors = knownSeries.map(({ fields: { author } }) => author);
    expect(authors.every((author) => typeof author === 'string')).to.equal(true);
    expect(new Set(knownSeries.map(({ fields: { sourceId } }) => sourceId)).size).to.equal(
      knownSeries.length,
    );
  });
});
