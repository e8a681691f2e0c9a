import { expect } from 'chai';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import { genreWithYears } from '../../../src/core/catalogue/year-counts.js';

describe('the counts of titles by year', () => {
  it('can be filtered by genre, and those of a kind without genres cannot', () => {
    for (const kind of [movie, series])
      expect(genreWithYears(kind)).to.include({ parameter: 'genre', field: 'genres' });
    expect(genreWithYears(author)).to.equal(undefined);
  });

  it('can only be filtered by genre if an index contains both the genre and the year', () => {
    const paths = movie.paths.filter(
      ({ filters, by }) => by.field !== 'releaseYear' || !filters?.[0]?.isArray,
    );
    expect(paths).to.have.lengthOf(movie.paths.length - 1);
    expect(genreWithYears({ ...movie, paths })).to.equal(undefined);
  });
});
