import type { EqualityFilter } from '../shared/page.js';

/** By what an item is known elsewhere; no two items of a kind share one. */
export interface Keys {
  /** IMDb's: `tt` or `nm` and digits. */
  imdbId: string | null;
  /** That of any other source, in its own words. */
  sourceId: string | null;
}

export const withImdbId: EqualityFilter = { parameter: 'imdbId', field: 'imdbId' };
export const withSourceId: EqualityFilter = { parameter: 'sourceId', field: 'sourceId', hasForms: true };
