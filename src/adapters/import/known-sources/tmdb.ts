import type { GenreLabels } from '../../../core/import/genre-labels.js';
import type { KnownSource } from '../mapping/known-source.js';

const genres: GenreLabels = {
  Foreign: [],
  'Sci-Fi & Fantasy': ['sci-fi', 'fantasy'],
  Talk: [],
  'TV Movie': [],
  'War & Politics': ['war'],
};

const tmdbMovies: KnownSource = {
  name: 'TMDB movies',
  marks: [['id'], ['title'], ['release_date'], ['overview', 'popularity', 'vote_average']],
  kind: 'movies',
  fields: {
    title: 'title',
    originalTitle: 'original_title',
    releaseYear: ['release_year', 'release_date'],
    runtimeMinutes: 'runtime',
    genres: 'genres',
    description: 'overview',
    author: { from: ['director'], by: 'firstName' },
    imdbId: 'imdb_id',
    'externalIds.tmdb': 'id',
  },
  genres,
};

/** For copies that have only the original title. */
const tmdbOriginals: KnownSource = {
  ...tmdbMovies,
  marks: [['id'], ['original_title'], ['release_date'], ['overview', 'popularity', 'vote_average']],
  fields: { ...tmdbMovies.fields, title: 'original_title' },
};

const tmdbSeries: KnownSource = {
  name: 'TMDB series',
  marks: [['id'], ['name'], ['first_air_date'], ['overview', 'popularity', 'vote_average']],
  kind: 'series',
  fields: {
    title: 'name',
    originalTitle: 'original_name',
    releaseYear: 'first_air_date',
    seasons: { from: ['number_of_seasons'], by: 'positive' },
    episodes: { from: ['number_of_episodes'], by: 'positive' },
    genres: 'genres',
    description: 'overview',
    author: { from: ['created_by'], by: 'firstName' },
    imdbId: 'imdb_id',
    'externalIds.tmdb': 'id',
  },
  genres,
};

export const tmdbSources = [tmdbMovies, tmdbOriginals, tmdbSeries];
