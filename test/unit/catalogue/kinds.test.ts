import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { referringPaths } from '../../../src/core/catalogue/references.js';
import { series } from '../../../src/core/catalogue/series.js';
import type { Violation } from '../../../src/core/shared/errors.js';
import type { AccessPath, EqualityFilter } from '../../../src/core/shared/page.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';

const found = (violations: readonly Violation[]) =>
  violations.map(({ pointer, message, code }) => `${pointer} ${code}: ${message}`);

describe('the rules of a kind (ASVS 2.2.3):', () => {
  it('an author: is rejected if the death is before the birth, and accepted otherwise', () => {
    const reversed = '/deathYear years-reversed: deathYear must not be before birthYear';
    const table: [birthYear: number | null, deathYear: number | null, wrong: string[]][] = [
      [null, null, []],
      [1928, null, []],
      [null, 2019, []],
      [null, -8, []],
      [1928, 2019, []],
      [1928, 1928, []],
      [-64, -8, []],
      [0, -1, [reversed]],
      [1928, 1927, [reversed]],
    ];
    for (const [birthYear, deathYear, wrong] of table)
      expect(found(author.check(authorDraft({ birthYear, deathYear })))).to.deep.equal(wrong);
  });

  it('a movie: is accepted, since no two of its fields can contradict each other', () => {
    expect(movie.check(movieDraft({ releaseYear: 1870, runtimeMinutes: 0 }))).to.be.empty;
  });

  it('a series: is rejected with reversed years or fewer episodes than seasons, and reports both', () => {
    const [reversed, tooFew] = [
      '/endYear years-reversed: endYear must not be before releaseYear',
      '/episodes too-few-episodes: episodes must not be fewer than seasons',
    ];
    const table: [draft: Parameters<typeof seriesDraft>[0], wrong: string[]][] = [
      [{}, []],
      [{ releaseYear: 2010, endYear: 2010 }, []],
      [{ releaseYear: 2010, endYear: 2009 }, [reversed]],
      [{ endYear: 1900 }, []],
      [{ seasons: 3, episodes: 3 }, []],
      [{ seasons: 3, episodes: 2 }, [tooFew]],
      [{ seasons: 3, episodes: null }, []],
      [{ seasons: null, episodes: 0 }, []],
      [{ releaseYear: 2010, endYear: 2009, seasons: 1, episodes: 0 }, [reversed, tooFew]],
    ];
    for (const [draft, wrong] of table) expect(found(series.check(seriesDraft(draft)))).to.deep.equal(wrong);
  });

  it('the list of genres: is sorted and has no genre twice', () => {
    expect([...new Set(genres)].sort()).to.deep.equal([...genres]);
  });
});

/** An access path as one line: `genre ∈ genres: releaseYear integer? range`. */
const line = ({ filters = [], checked, by: { field, type, isNullable, filter } }: AccessPath) => {
  const operator = ({ isArray, isMap }: EqualityFilter) => (isArray ? '∈' : isMap ? 'has' : '=');
  const all = [...filters, ...(checked ? [checked] : [])];
  const equal = all
    .map((one) => `${one.parameter} ${operator(one)} ${one.field}${one === checked ? ' (checked)' : ''}: `)
    .join('');
  return `${equal}${field} ${type}${isNullable ? '?' : ''}${filter ? ` ${filter}` : ''}`;
};

describe('the access paths of lists', () => {
  const ofTitles = [
    'id integer',
    'title text prefix',
    'sortTitle text prefix',
    'releaseYear integer? range',
    'genre ∈ genres: id integer',
    'genre ∈ genres: releaseYear integer? range',
    'genre ∈ genres (checked): title text prefix',
    'genre.all ∈ genres: id integer',
    'authorId = authorId: id integer',
    'authorId = authorId: releaseYear integer? range',
    'imdbId = imdbId: id integer',
    'sourceId = sourceId: id integer',
    'externalId has externalIds: id integer',
    'id = id: id integer',
    'missing = missing: id integer',
  ];

  it('of titles: are exactly these', () => {
    expect(series.paths.map(line)).to.deep.equal(ofTitles);
    expect(movie.paths.map(line)).to.deep.equal([...ofTitles, 'runtimeMinutes integer? range']);
    for (const { namedBy } of [movie, series]) expect(namedBy).to.equal('title');
  });

  it('of authors: are exactly these', () => {
    expect(author.paths.map(line)).to.deep.equal([
      'id integer',
      'name text prefix',
      'birthYear integer? range',
      'imdbId = imdbId: id integer',
      'sourceId = sourceId: id integer',
      'externalId has externalIds: id integer',
      'id = id: id integer',
      'missing = missing: id integer',
    ]);
    expect(author.namedBy).to.equal('name');
  });

  it('of the movies of an author: are the paths of movies that filter by authorId, without this filter', () => {
    const [ofAuthor] = movie.references;
    expect(ofAuthor && referringPaths(movie, ofAuthor).map(line)).to.deep.equal([
      'id integer',
      'releaseYear integer? range',
    ]);
  });

  it('of referring items, without a path that begins with the reference: throws and names the missing line', () => {
    expect(() => referringPaths(movie, { field: 'hostId', to: 'authors' })).to.throw(
      "kind movies: paths has no { filters: [referenceFilter('hostId')], by: byId }",
    );
  });
});
