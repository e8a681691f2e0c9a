import type { KnownSource } from '../mapping/known-source.js';

/** `movies.csv`; `links.csv` has the ids of IMDb and TMDB, as numbers. */
export const movieLens: KnownSource = {
  name: 'MovieLens',
  marks: [['movieId'], ['title'], ['genres']],
  kind: 'movies',
  fields: {
    title: { from: ['title'], by: 'titleWithoutYear' },
    releaseYear: { from: ['title', 'year'], by: 'yearInTitle' },
    genres: 'genres',
    imdbId: { from: ['imdbId'], by: 'imdbNumber' },
    'externalIds.movielens': 'movieId',
    'externalIds.tmdb': 'tmdbId',
  },
  genres: { '(no genres listed)': [], IMAX: [] },
  companion: { names: ['movies', 'links'], key: 'movieId', columns: ['imdbId', 'tmdbId'] },
};
