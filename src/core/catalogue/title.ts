import {
  type AccessPath,
  byId,
  type EqualityFilter,
  missingFilter,
  type SortKey,
  withIds,
} from '../shared/page.js';
import type { Genre } from './genre.js';
import { type Keys, keyPaths, withImdbId } from './keys.js';
import { referenceFilter } from './references.js';

/** The fields that movies and series share. */
export interface Title extends Keys {
  title: string;
  /** What the title is sorted by. Null: the title without a leading article. */
  sortTitle: string | null;
  releaseYear: number | null;
  /** In the order given, without duplicates. */
  genres: Genre[];
  description: string | null;
  authorId: number | null;
  imdbId: string | null;
}

export const titleReferences = [{ field: 'authorId', to: 'authors' }] as const;

const byYear: SortKey = { field: 'releaseYear', type: 'integer', isNullable: true, filter: 'range' };
const byTitle: SortKey = { field: 'title', type: 'text', filter: 'prefix' };
const bySortTitle: SortKey = { field: 'sortTitle', type: 'text', fallback: 'title', filter: 'prefix' };
const genreFilter: EqualityFilter = { parameter: 'genre', field: 'genres', isArray: true };
const bothGenres: EqualityFilter = { ...genreFilter, parameter: 'genre.all', isBoth: true };
const missing = missingFilter({
  releaseYear: { field: 'releaseYear' },
  genres: { field: 'genres', isArray: true },
  author: { field: 'authorId' },
  description: { field: 'description' },
});

export const authorFilter = referenceFilter('authorId');

/** The access paths of titles: `serve_titles` (see the migrations) creates the index of each. */
export const titlePaths: readonly AccessPath[] = [
  { by: byId },
  { by: byTitle },
  { by: bySortTitle },
  { by: byYear },
  { filters: [genreFilter], by: byId },
  { filters: [genreFilter], by: byYear },
  { by: byTitle, checked: genreFilter },
  { filters: [bothGenres], by: byId },
  { filters: [authorFilter], by: byId },
  { filters: [authorFilter], by: byYear },
  { filters: [withImdbId], by: byId },
  ...keyPaths,
  { filters: [withIds], by: byId },
  { filters: [missing], by: byId },
];
