import type { GenreLabels } from '../../../core/import/genre-labels.js';
import type { KnownSource } from '../mapping/known-source.js';
import { titleTypes } from './title-types.js';

/** Labels of Trakt and Simkl. */
const genres: GenreLabels = {
  'awards-show': [],
  donghua: ['animation'],
  eastern: [],
  'game-show': [],
  holiday: [],
  'home-and-garden': [],
  indie: [],
  'mini-series': [],
  none: [],
  'special-interest': [],
  'sporting-event': ['sport'],
  superhero: ['action'],
  'talk-show': [],
};

/** The paths of a column in both elements: a row has a movie or a show; that of an episode or a season has its show. */
const ofBoth = (column: string) => [`movie.${column}`, `show.${column}`];

const fields = {
  title: ofBoth('title'),
  releaseYear: ofBoth('year'),
  imdbId: ofBoth('ids.imdb'),
  'externalIds.tmdb': ofBoth('ids.tmdb'),
  genres: ofBoth('genres'),
  description: ofBoth('overview'),
  runtimeMinutes: 'movie.runtime',
};
const rules = [
  { column: 'movie', kind: 'movies' },
  { column: 'show', kind: 'series' },
];

/** History, watched, watchlist, ratings, collection and lists. */
const trakt: KnownSource = {
  name: 'Trakt',
  marks: [[...ofBoth('ids'), ...ofBoth('title')]],
  kind: [...rules, { column: 'type', types: {} }],
  fields: { ...fields, 'externalIds.trakt': ofBoth('ids.trakt'), 'externalIds.tvdb': 'show.ids.tvdb' },
  ignored: ['seasons', 'episodes'],
  genres,
  notStored: 'plays, ratings and dates',
};

/** Simkl lists each season of an anime as a title, with the ids that other systems have for the whole series. */
const sharedIds = {
  own: 'externalIds.simkl',
  shared: ['imdbId', 'externalIds.tmdb', 'externalIds.tvdb'],
};

/** Three lists: movies, shows and anime. An anime can be a movie. */
const simkl: KnownSource = {
  name: 'Simkl',
  marks: [[...ofBoth('ids')], [...ofBoth('ids.simkl'), ...ofBoth('ids.simkl_id'), 'watched_episodes_count']],
  kind: [{ column: 'anime_type', types: { movies: ['movie'] } }, ...rules],
  fields: {
    ...fields,
    'externalIds.mal': ofBoth('ids.mal'),
    'externalIds.simkl': [...ofBoth('ids.simkl'), ...ofBoth('ids.simkl_id')],
    'externalIds.tvdb': 'show.ids.tvdb',
  },
  ignored: ['seasons', 'episodes'],
  genres,
  notStored: 'plays, ratings and dates',
  sharedIds,
};

const simklTable: KnownSource = {
  name: 'Simkl table',
  marks: [['SIMKL_ID'], ['Title'], ['Type'], ['LastEpWatched', 'Watchlist']],
  kind: [{ column: 'Type', types: titleTypes }],
  fields: {
    title: 'Title',
    releaseYear: 'Year',
    imdbId: ['IMDB', 'IMDB_ID'],
    'externalIds.mal': ['MAL', 'MAL_ID'],
    'externalIds.simkl': 'SIMKL_ID',
    'externalIds.tmdb': ['TMDB', 'TMDB_ID'],
    'externalIds.tvdb': ['TVDB', 'TVDB_ID'],
  },
  notStored: 'plays, ratings and dates',
  sharedIds,
};

/** Trakt's tables, which TMDB can import. Rows of episodes have their show, too. */
const traktTable: KnownSource = {
  name: 'Trakt table',
  marks: [['trakt_id'], ['type'], ['title'], ['trakt_rating', 'season_number', 'rated_at', 'watched_at']],
  kind: [{ column: 'type', types: { movies: ['movie'], series: ['episode', 'season', 'show'] } }],
  fields: {
    title: 'title',
    releaseYear: 'year',
    genres: 'genres',
    imdbId: 'imdb_id',
    'externalIds.tmdb': 'tmdb_id',
    'externalIds.trakt': 'trakt_id',
    'externalIds.tvdb': 'tvdb_id',
  },
  genres,
  notStored: 'plays, ratings and dates',
};

export const trackerSources = [trakt, traktTable, simkl, simklTable];
