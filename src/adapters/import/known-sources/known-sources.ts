import type { SourceTable } from '../mapping/known-source.js';
import { doubanSources } from './douban.js';
import { imdbSources } from './imdb.js';
import { letterboxdSources } from './letterboxd.js';
import { movieLens } from './movielens.js';
import { streamingSources } from './streaming.js';
import { titleTypes } from './title-types.js';
import { tmdbSources } from './tmdb.js';
import { trackerSources } from './trackers.js';

/** Sites and programs whose files are recognized. */
export const knownSources: SourceTable = {
  sources: [
    ...imdbSources,
    movieLens,
    ...tmdbSources,
    ...streamingSources,
    ...letterboxdSources,
    ...trackerSources,
    ...doubanSources,
  ],
  types: titleTypes,
};
