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

/** An element has a movie or a show; those of episodes and seasons have their show, too. */
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

/** A list each of movies, shows and anime, which can be movies. */
const simkl: KnownSource = {
  name: 'Simkl',
  marks: [[...ofBoth('ids')], [...ofBoth('ids.simkl'), ...ofBoth('ids.simkl_id'), 'watched_episodes_count']],
  kind: [{ column: 'anime_type', types: { movies: ['movie'] } }, ...rules],
  fields: { ...fields, 'externalIds.simkl': [...ofBoth('ids.simkl'), ...ofBoth('ids.simkl_id')] },
  ignored: ['seasons', 'episodes'],
  genres,
  notStored: 'plays, ratings and dates',
};

const simklTable: KnownSource = {
  name: 'Simkl table',
  marks: [['SIMKL_ID'], ['Title'], ['Type']],
  kind: [{ column: 'Type', types: titleTypes }],
  fields: {
    title: 'Title',
    releaseYear: 'Year',
    imdbId: ['IMDB', 'IMDB_ID'],
    'externalIds.tmdb': ['TMDB', 'TMDB_ID'],
    'externalIds.simkl': 'SIMKL_ID',
  },
  notStored: 'plays, ratings and dates',
};

export const trackerSources = [trakt, simkl, simklTable];
