import type { EqualityFilter } from '../shared/page.js';

/** Ids of an item in other systems. Unique within a kind. */
export interface Keys {
  /** IMDb's id: `tt` or `nm` and digits. */
  imdbId: string | null;
  /** The id in any other source, in its own form. */
  sourceId: string | null;
}

export const withImdbId: EqualityFilter = { parameter: 'imdbId', field: 'imdbId' };
export const withSourceId: EqualityFilter = { parameter: 'sourceId', field: 'sourceId', hasForms: true };
