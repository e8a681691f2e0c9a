import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { referringPaths } from '../../../src/core/catalogue/references.js';
import { series } from '../../../src/core/catalogue/series.js';
import type { AccessPath } from '../../../src/core/shared/page.js';

/** A path in a line: `genre ∈ genres: releaseYear integer? range`. */
const line = ({ filters = [], by: { field, type, isNullable, filter } }: AccessPath) => {
  const equal = filters.map((one) => `${one.parameter} ${one.isArray ? '∈' : '='} ${one.field}: `).join('');
  return `${equal}${field} ${type}${isNullable ? '?' : ''}${filter ? ` ${filter}` : ''}`;
};

describe('the access paths of lists', () => {
  const ofTitles = [
    'id integer',
    'title text prefix',
    'releaseYear integer? range',
    'genre ∈ genres: id integer',
    'genre ∈ genres: releaseYear integer? range',
    'authorId = authorId: id integer',
    'authorId = authorId: releaseYear integer? range',
    'imdbId = imdbId: id integer',
    'sourceId = sourceId: id integer',
  ];

  it('of titles: are these, and each has its index in the migrations', () => {
    for (const { paths, namedBy } of [movie, series]) {
      expect(paths.map(line)).to.deep.equal(ofTitles);
      expect(namedBy).to.equal('title');
    }
  });

  it('of authors: are these, and each has its index in the migrations', () => {
    expect(author.paths.map(line)).to.deep.equal([
      'id integer',
      'name text prefix',
      'birthYear integer? range',
      'imdbId = imdbId: id integer',
      'sourceId = sourceId: id integer',
    ]);
    expect(author.namedBy).to.equal('name');
  });

  it('of the movies of an author: are those of movies that begin with authorId', () => {
    const [ofAuthor] = movie.references;
    expect(ofAuthor && referringPaths(movie, ofAuthor).map(line)).to.deep.equal([
      'id integer',
      'releaseYear integer? range',
    ]);
  });

  it('of the items that refer to one: without a path that begins with the reference: throws and names the missing line', () => {
    expect(() => referringPaths(movie, { field: 'hostId', to: 'authors' })).to.throw(
      "kind movies: paths has no { filters: [referenceFilter('hostId')], by: byId }",
    );
  });
});
