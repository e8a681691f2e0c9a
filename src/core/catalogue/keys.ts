import { type AccessPath, byId, type EqualityFilter } from '../shared/page.js';
import type { AnyKind } from './kind.js';

/** The ids of an item in other systems, by the names of these: `{ imdb: 'tt0133093', tmdb: '603' }`. */
export type ExternalIds = Readonly<Record<string, string>>;

/** The ids of an item in other systems, by which an import matches it. Unique within a kind. */
export interface Keys {
  /** The id in a source other than IMDb. Every kind has it. */
  sourceId: string | null;
  /** All ids by the names of their systems. A draft may lack those of `imdbId` and `sourceId`, `imdb` and `source`. */
  externalIds: ExternalIds;
}

/** The keys of an item whose kind is not known. */
export interface AnyKeys extends Keys {
  /** IMDb's: `tt` or `nm` and digits. Not every kind has it. */
  imdbId?: string | null;
}

export const withImdbId: EqualityFilter = { parameter: 'imdbId', field: 'imdbId' };
export const withSourceId: EqualityFilter = { parameter: 'sourceId', field: 'sourceId', hasForms: true };
export const withExternalId: EqualityFilter = { parameter: 'externalId', field: 'externalIds', isMap: true };

/** The access paths by the keys that every kind has: `serve_names` (see the migrations) serves the second. */
export const keyPaths: readonly AccessPath[] = [
  { filters: [withSourceId], by: byId },
  { filters: [withExternalId], by: byId },
];

/** Whether the items of a kind have an imdbId: then its list can be filtered by it. */
export const hasImdbId = ({ paths }: AnyKind): boolean =>
  paths.some(({ filters }) => filters?.[0] === withImdbId);
