import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { pathsReferring } from '../../../src/core/catalogue/references.js';
import { series } from '../../../src/core/catalogue/series.js';
import type { AccessPath } from '../../../src/core/shared/page.js';

/** A path in a line: `genre ∈ genres: releaseYear? range`. */
const told = ({ where, by: { field, isText, isNullable, narrowedBy } }: AccessPath) => {
  const whose = where && `${where.parameter} ${where.isArray ? '∈' : '='} ${where.field}: `;
  return `${whose ?? ''}${field}${isText ? ' text' : ''}${isNullable ? '?' : ''}${narrowedBy ? ` ${narrowedBy}` : ''}`;
};

describe('the ways to walk a list', () => {
  const ofTitles = [
    'id',
    'title text prefix',
    'releaseYear? range',
    'genre ∈ genres: id',
    'genre ∈ genres: releaseYear? range',
    'authorId = authorId: id',
    'authorId = authorId: releaseYear? range',
    'imdbId = imdbId: id',
    'sourceId = sourceId: id',
  ];

  it('of titles: are these, and each has its index in the migrations', () => {
    for (const { paths, namedBy } of [movie, series]) {
      expect(paths.map(told)).to.deep.equal(ofTitles);
      expect(namedBy).to.equal('title');
    }
  });

  it('of authors: are these, and each has its index in the migrations', () => {
    expect(author.paths.map(told)).to.deep.equal([
      'id',
      'name text prefix',
      'birthYear? range',
      'imdbId = imdbId: id',
      'sourceId = sourceId: id',
    ]);
    expect(author.namedBy).to.equal('name');
  });

  it('of the movies of an author: are those of movies that begin with authorId', () => {
    const [ofAuthor] = movie.references;
    if (ofAuthor)
      expect(pathsReferring(movie, ofAuthor).map(told)).to.deep.equal(['id', 'releaseYear? range']);
  });

  it('of the items that refer to one: without a path that begins with the reference: throws and names the missing line', () => {
    expect(() => pathsReferring(movie, { field: 'hostId', to: 'authors' })).to.throw(
      "kind movies: paths has no { where: whereReferring('hostId'), by: byId }",
    );
  });
});
