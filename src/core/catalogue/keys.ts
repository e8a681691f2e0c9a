import type { EqualityFilter } from '../shared/page.js';
import type { AnyKind } from './kind.js';

/** The ids of an item in other systems, by which an import matches it. Unique within a kind. */
export interface Keys {
  /** The id in a source other than IMDb. Every kind has it. */
  sourceId: string | null;
}

/** The keys of an item whose kind is not known. */
export interface AnyKeys extends Keys {
  /** IMDb's: `tt` or `nm` and digits. Not every kind has it. */
  imdbId?: string | null;
}

export const withImdbId: EqualityFilter = { parameter: 'imdbId', field: 'imdbId' };
export const withSourceId: EqualityFilter = { parameter: 'sourceId', field: 'sourceId', hasForms: true };

/** Whether the items of a kind have an imdbId: then its list can be filtered by it. */
export const hasImdbId = ({ paths }: AnyKind): boolean =>
  paths.some(({ filters }) => filters?.[0] === withImdbId);
