import type { Author } from '../../../src/core/catalogue/author.js';
import type { Movie } from '../../../src/core/catalogue/movie.js';
import type { Series } from '../../../src/core/catalogue/series.js';

const title = { releaseYear: null, genres: [], description: null, authorId: null, imdbId: null };

export const authorDraft = (overrides: Partial<Author> = {}): Author => ({
  name: 'Agnès Varda',
  birthYear: null,
  deathYear: null,
  biography: null,
  imdbId: null,
  ...overrides,
});

export const movieDraft = (overrides: Partial<Movie> = {}): Movie => ({
  ...title,
  title: 'Cléo from 5 to 7',
  runtimeMinutes: 90,
  ...overrides,
});

export const seriesDraft = (overrides: Partial<Series> = {}): Series => ({
  ...title,
  title: 'Borgen',
  endYear: null,
  seasons: 0,
  episodes: 0,
  ...overrides,
});

export const page = { limit: 20, count: false } as const;
