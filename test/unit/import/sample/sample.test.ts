import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { knownSeries } from '../../../../src/adapters/import/sample/known-series.js';
import { vegaFilms } from '../../../../src/adapters/import/sample/vega-films.js';
import type { ReadRow } from '../../../../src/core/import/import-row.js';
import { refusedFields } from './refused-fields.js';

const file = new URL('../../../../node_modules/vega-datasets/data/movies.json', import.meta.url);
const data: Record<string, string | number | null>[] = JSON.parse(readFileSync(file, 'utf8'));
const titled = data.filter(({ Title }) => Title !== null);

/** The year of a row; null if it is later than the data, or the last day of 1969, which stands for Unix time 0. */
const yearOf = (row: (typeof data)[number]) => {
  const year = Number(String(row['Release Date']).slice(-4));
  return year > 2011 || row['Release Date'] === 'Dec 31 1969' ? null : year;
};
/** The fields that distinguish films. */
const keyOf = (row: (typeof data)[number]) => JSON.stringify([String(row.Title), yearOf(row), row.Director]);

describe('the films of the sample', () => {
  let films: ReadRow[] = [];
  before(async () => {
    films = await vegaFilms();
  });

  it('are those of the data that have a title, each once', () => {
    const keys = new Set(titled.map(keyOf));
    expect(keys.size).to.be.at.least(3_000);
    const rows = films.map(({ fields: { title, releaseYear, author } }) =>
      JSON.stringify([title, releaseYear, author]),
    );
    expect(rows)
      .to.have.members([...keys])
      .and.to.have.lengthOf(keys.size);
  });

  it('as rows of an import: are valid, and have a source id each', () => {
    expect(films.flatMap((film) => refusedFields('movies', film))).to.deep.equal([]);
    const sourceIds = films.map(({ fields: { sourceId } }) => sourceId);
    expect(new Set(sourceIds).size).to.equal(films.length);
    expect(sourceIds.every((sourceId) => String(sourceId).startsWith('sample/'))).to.equal(true);
  });

  it('with impossible release dates: have no year, and only those', () => {
    expect(titled.map(yearOf)).to.include(null);
    const first = new Map(titled.map((row) => [keyOf(row), yearOf(row)]));
    expect(films.map(({ fields }) => fields.releaseYear)).to.have.members([...first.values()]);
  });

  it('without the development dependencies: throws and names them', async () => {
    const failure = await vegaFilms('file:///nowhere/module.js').catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message').that.includes('development dependencies');
  });
});

describe('the series of the sample', () => {
  it('as rows of an import: are valid, and have an author and a source id each', () => {
    expect(knownSeries).to.have.length.at.least(30);
    expect(knownSeries.flatMap((row) => refusedFields('series', row))).to.deep.equal([]);
    const authors = knownSeries.map(({ fields: { author } }) => author);
    expect(authors.every((author) => typeof author === 'string')).to.equal(true);
    expect(new Set(knownSeries.map(({ fields: { sourceId } }) => sourceId)).size).to.equal(
      knownSeries.length,
    );
  });
});
