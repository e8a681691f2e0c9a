import type { KnownSource } from '../mapping/known-source.js';

const shared = {
  title: ['Name', 'Title'],
  releaseYear: 'Year',
  author: { from: ['Directors'], by: 'firstName' },
  imdbId: 'imdbID',
  'externalIds.tmdb': 'tmdbID',
} as const;

/** `watched.csv`, `ratings.csv`, `watchlist.csv`, `likes/films.csv` */
const films: KnownSource = {
  name: 'Letterboxd films',
  marks: [['Name', 'Title'], ['Letterboxd URI']],
  kind: 'movies',
  fields: { ...shared, sourceId: { from: ['Letterboxd URI', shared.title, 'Year'], by: 'filmUri' } },
  notStored: 'ratings and dates',
};

/** `lists/*.csv`, whose description is that of the entry. */
const list: KnownSource = {
  name: 'Letterboxd list',
  marks: [['Position'], ['Name'], ['Year'], ['URL']],
  kind: 'movies',
  fields: { ...shared, sourceId: { from: ['URL', 'Name', 'Year'], by: 'filmUri' } },
  ignored: ['Description'],
};

/** `diary.csv`, `reviews.csv`: the URI can be that of an entry. They come last, so that films keep their own URI. */
const diary: KnownSource = {
  ...films,
  name: 'Letterboxd diary',
  marks: [...films.marks, ['Watched Date', 'Rewatch', 'Review']],
  fields: { ...shared, sourceId: { from: ['Letterboxd URI', shared.title, 'Year'], by: 'entryUri' } },
  notStored: 'plays, ratings and reviews',
};

/** What Letterboxd imports, and other programs write for it. */
const imported: KnownSource = {
  ...films,
  name: 'Letterboxd import',
  marks: [['Title'], ['imdbID', 'tmdbID'], ['Directors', 'Rating10', 'Rewatch', 'WatchedDate']],
};

export const letterboxdSources = [films, list, diary, imported];
