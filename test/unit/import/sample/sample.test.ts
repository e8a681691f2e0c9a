import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { knownFilms } from '../../../../src/adapters/import/sample/known-films.js';
import { knownPeople } from '../../../../src/adapters/import/sample/known-people.js';
import { knownSeries } from '../../../../src/adapters/import/sample/known-series.js';
import { sampleFilms } from '../../../../src/adapters/import/sample/sample-films.js';
import { vegaFilms } from '../../../../src/adapters/import/sample/vega-films.js';
import type { ReadRow } from '../../../../src/core/import/import-row.js';
import { refusedFields, refusedPerson } from './refused-fields.js';

const file = new URL('../../../../node_modules/vega-datasets/data/movies.json', import.meta.url);
const data: Record<string, string | number | null>[] = JSON.parse(readFileSync(file, 'utf8'));
const titled = data.filter(({ Title }) => Title !== null);

/** The year of a row; null if it is later than the data, or the last day of 1969, which stands for Unix time 0. */
const yearOf = (row: (typeof data)[number]) => {
  const year = Number(String(row['Release Date']).slice(-4));
  return year > 2011 || row['Release Date'] === 'Dec 31 1969' ? null : year;
};
/** The fields that distinguish films. */
const keyOf = (row: (typeof data)[number]) =>
  `sample/${row.Title}/${yearOf(row) ?? '?'}/${row.Director ?? '?'}`;

const wordsIn = (text: unknown) => String(text).split(/\s+/).length;
const fieldsOf = (rows: readonly ReadRow[]) => rows.map(({ fields }) => fields);
/** Expects that no two of the values are equal. */
const expectDistinct = (values: readonly unknown[]) =>
  expect(values.filter((value, i) => values.indexOf(value) !== i)).to.deep.equal([]);

/** Expects that nothing is missing in well-known titles, and that none is there twice. */
const expectComplete = (
  plural: 'movies' | 'series',
  titles: readonly ReadRow[],
  counts: readonly string[],
) => {
  expect(titles.flatMap((title) => refusedFields(plural, title))).to.deep.equal([]);
  for (const fields of fieldsOf(titles)) {
    for (const name of ['imdbId', 'title', 'author', 'releaseYear', 'description', ...counts])
      expect(fields[name], `${name} of ${fields.title}`).to.be.ok;
    expect(fields.genres, `genres of ${fields.title}`).to.not.be.empty;
    expect(wordsIn(fields.description), String(fields.description)).to.be.within(8, 25);
    expect(fields.description).to.match(/^[A-Z0-9].*[^.]\.$/);
  }
  for (const name of ['imdbId', 'sourceId', 'description'])
    expectDistinct(fieldsOf(titles).map((fields) => fields[name]));
};

describe('the films of the package', () => {
  let films: ReadRow[] = [];
  before(async () => {
    films = await vegaFilms();
  });

  it('are all rows of the data with a title, each film once', () => {
    const keys = new Set(titled.map(keyOf));
    expect(keys.size).to.be.at.least(3_000);
    expect(films.map(({ fields }) => fields.sourceId))
      .to.have.members([...keys])
      .and.to.have.lengthOf(keys.size);
  });

  it('as rows of an import: are valid, and have a source id each', () => {
    expect(films.flatMap((film) => refusedFields('movies', film))).to.deep.equal([]);
    const sourceIds = films.map(({ fields: { sourceId } }) => sourceId);
    expect(new Set(sourceIds).size).to.equal(films.length);
    expect(sourceIds.every((sourceId) => String(sourceId).startsWith('sample/'))).to.equal(true);
  });

  it('with an impossible release date: have no year; all others have one', () => {
    expect(titled.map(yearOf)).to.include(null);
    const first = new Map(titled.map((row) => [keyOf(row), yearOf(row)]));
    expect(films.map(({ fields }) => fields.releaseYear)).to.have.members([...first.values()]);
  });

  it('without the development dependencies: throws and names them', async () => {
    const failure = await vegaFilms('file:///nowhere/module.js').catch((error: unknown) => error);
    expect(failure).to.be.an('error').with.property('message').that.includes('development dependencies');
  });
});

describe('the well-known films', () => {
  it('as rows of an import: are valid, complete and distinct', () => {
    expect(knownFilms).to.have.length.at.least(200);
    expectComplete('movies', knownFilms, ['runtimeMinutes']);
  });

  it('with another title, year or director than in the package: have the sourceId of a film of the package', async () => {
    const sourceIds = new Set((await vegaFilms()).map(({ fields }) => fields.sourceId));
    const renamed = fieldsOf(knownFilms).filter(
      ({ sourceId, title, releaseYear, author }) => sourceId !== `sample/${title}/${releaseYear}/${author}`,
    );
    expect(renamed).to.not.be.empty;
    expect(renamed.filter(({ sourceId }) => !sourceIds.has(sourceId))).to.deep.equal([]);
  });

  it('come first in the sample, and are not repeated after that', async () => {
    const films = await sampleFilms();
    expect(films.slice(0, knownFilms.length)).to.deep.equal(knownFilms);
    const nameOf = ({ title, releaseYear }: ReadRow['fields']) =>
      `${String(title).toLowerCase()} (${releaseYear})`;
    const known = new Set(fieldsOf(knownFilms).map(nameOf));
    expect(known).to.have.property('size', knownFilms.length);
    const others = fieldsOf(films.slice(knownFilms.length)).map(nameOf);
    expect(others.filter((name) => known.has(name))).to.deep.equal([]);
  });
});

describe('the series of the sample', () => {
  it('as rows of an import: are valid, complete and distinct', () => {
    expect(knownSeries).to.have.length.at.least(50);
    expectComplete('series', knownSeries, ['seasons', 'episodes']);
  });
});

describe('the people of the sample', () => {
  const people = knownPeople.map(({ fields }) => fields);

  it('are valid, complete and distinct', () => {
    for (const fields of people) {
      expect(refusedPerson(fields), fields.name).to.deep.equal([]);
      expect(fields.birthYear, fields.name).to.be.within(1850, 2000);
      expect(wordsIn(fields.biography), fields.biography).to.be.within(7, 25);
    }
    expectDistinct(people.map(({ imdbId }) => imdbId));
    expectDistinct(people.map(({ biography }) => biography));
    expectDistinct(knownPeople.flatMap(({ fields, otherName }) => [fields.name, otherName ?? []].flat()));
  });

  it('are authors of well-known titles, and no title has another spelling of their names', async () => {
    const authors = new Set(fieldsOf([...knownFilms, ...knownSeries]).map(({ author }) => author));
    expect(people.filter(({ name }) => !authors.has(name))).to.deep.equal([]);
    const others = new Set(knownPeople.flatMap(({ otherName }) => otherName ?? []));
    const spelled = fieldsOf([...(await sampleFilms()), ...knownSeries]).map(({ author }) => author);
    expect(spelled.filter((author) => others.has(String(author)))).to.deep.equal([]);
  });
});
