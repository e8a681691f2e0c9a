import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { vegaFilms } from '../../../src/adapters/sample/vega-films.js';
import { readSample } from '../../../src/composition/sample.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import type { Sample, SampleRepository, SampleTitle } from '../../../src/core/catalogue/load-sample.js';
import { loadSample } from '../../../src/core/catalogue/load-sample.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import { type Series, series as seriesKind } from '../../../src/core/catalogue/series.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import { fromTheStart } from '../../../src/core/shared/page.js';
import { memoryCatalogue } from '../../support/fakes/memory-catalogue-repository.js';

type Repositories = Parameters<typeof loadSample>[1];
const file = new URL('../../../node_modules/vega-datasets/data/movies.json', import.meta.url);
const rows: Record<string, string | number | null>[] = JSON.parse(readFileSync(file, 'utf8'));
const titled = rows.filter(({ Title }) => Title !== null);
/** The year of a row, null for one after the data was made and for the eve of 1970, time 0 of Unix. */
const yearOf = (row: (typeof rows)[number]) => {
  const year = Number(String(row['Release Date']).slice(-4));
  return year > 2011 || row['Release Date'] === 'Dec 31 1969' ? null : year;
};
const distinct = (values: readonly unknown[]) => new Set(values.filter((value) => value !== null)).size;

const isText = (text: string, longest: number) =>
  text.length >= 1 && text.length <= longest && text === text.trim() && !/\p{Cc}/u.test(text);
const isWhole = (value: number | null, least: number, most: number) =>
  value === null || (Number.isInteger(value) && value >= least && value <= most);
const obeysLimits = ({ draft, author }: SampleTitle<Movie | Series>) =>
  isText(draft.title, 300) &&
  isWhole(draft.releaseYear, 1870, 2100) &&
  draft.genres.length <= 5 &&
  distinct(draft.genres) === draft.genres.length &&
  draft.genres.every((genre) => genres.includes(genre)) &&
  (author === null || isText(author, 200));
const keyOf = (t: SampleTitle<Movie | Series>) =>
  JSON.stringify([t.draft.title, t.draft.releaseYear, t.author]);
const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

/** All that is stored, without the times of storing. */
const contentsOf = async ({ authors, movies, series }: Repositories) => {
  const all = fromTheStart(10_000);
  const lists = [await authors.list(all), await movies.list(all), await series.list(all)];
  return lists.map(({ items }) => items.map((item) => ({ ...item, createdAt: '', updatedAt: '' })));
};

/** The same repositories, until `budget` items were added in all: then the database is gone. */
const failingAfter = (budget: number, { authors, movies, series }: Repositories) => {
  let added = 0;
  const failing = <Draft extends object>(repository: SampleRepository<Draft>): SampleRepository<Draft> => ({
    list: (page) => repository.list(page),
    addAll: async (drafts) => {
      const ids: number[] = [];
      for (const draft of drafts) {
        if (added++ === budget) throw new DomainError('unavailable', 'The database is gone.');
        ids.push(...(await repository.addAll([draft])));
      }
      return ids;
    },
  });
  return { authors: failing(authors), movies: failing(movies), series: failing(series) };
};

describe('load the sample', () => {
  let films: Sample['movies'];
  let knownSeries: Sample['series'];
  before(async () => {
    ({ movies: films, series: knownSeries } = await readSample());
  });
  const sample = () => ({ movies: films, series: knownSeries });

  it('the films: are those of the data that have a title', () => {
    const keys = titled.map((row) => JSON.stringify([String(row.Title), yearOf(row), row.Director]));
    expect(films.map(keyOf)).to.have.members(keys).and.to.have.length(distinct(keys));
  });

  it('the films: obey the limits of the API', () => {
    const wrong = films.filter((film) => !obeysLimits(film) || !isWhole(film.draft.runtimeMinutes, 1, 1500));
    expect(wrong).to.deep.equal([]);
  });

  it('impossible release dates: are left empty, and only those', () => {
    expect(titled.map(yearOf)).to.include(null);
    expect(films.map(({ draft }) => draft.releaseYear)).to.deep.equal(titled.map(yearOf));
  });

  it('without the development dependencies: says what is missing', async () => {
    const failure = await failureOf(vegaFilms('file:///nowhere/module.js'));
    expect(failure).to.be.an('error').with.property('message').that.includes('development dependencies');
  });

  it('the series: obey the limits and do not contradict themselves', () => {
    expect(knownSeries).to.have.length.at.least(30);
    const wrong = knownSeries.filter((item) => !obeysLimits(item) || seriesKind.check(item.draft).length > 0);
    expect(wrong).to.deep.equal([]);
  });

  it('into an empty catalogue: creates each title and each author once', async () => {
    const repeating = { movies: [...films, ...films], series: knownSeries };
    expect(await loadSample(repeating, memoryCatalogue())).to.deep.equal({
      authors: distinct([...films, ...knownSeries].map(({ author }) => author)),
      movies: distinct(films.map(keyOf)),
      series: distinct(knownSeries.map(keyOf)),
    });
  });

  it('run twice: changes nothing', async () => {
    const catalogue = memoryCatalogue();
    await loadSample(sample(), catalogue);
    const contents = await contentsOf(catalogue);
    expect(await loadSample(sample(), catalogue)).to.deep.equal({ authors: 0, movies: 0, series: 0 });
    expect(await contentsOf(catalogue)).to.deep.equal(contents);
  });

  for (const budget of [0, 300, 1500, 3810]) {
    it(`cut short after ${budget} items, then repeated: leaves what one run leaves`, async () => {
      const [whole, resumed] = [memoryCatalogue(), memoryCatalogue()];
      const failure = await failureOf(loadSample(sample(), failingAfter(budget, resumed)));
      expect(failure).to.be.instanceOf(DomainError).with.property('code', 'unavailable');
      await loadSample(sample(), resumed);
      await loadSample(sample(), whole);
      expect(await contentsOf(resumed)).to.deep.equal(await contentsOf(whole));
    });
  }
});
