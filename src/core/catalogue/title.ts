import { type AccessPath, byId, type EqualityFilter, type SortKey } from '../shared/page.js';
import type { Genre } from './genre.js';
import { type Keys, keyPaths, withImdbId } from './keys.js';
import { referenceFilter } from './references.js';

/** The fields that movies and series share. */
export interface Title extends Keys {
  title: string;
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
const genreFilter: EqualityFilter = { parameter: 'genre', field: 'genres', isArray: true };

export const authorFilter = referenceFilter('authorId');

/** The access paths of titles: `serve_titles` (see the migrations) creates the index of each. */
export const titlePaths: readonly AccessPath[] = [
  { by: byId },
  { by: byTitle },
  { by: byYear },
  { filters: [genreFilter], by: byId },
  { filters: [genreFilter], by: byYear },
  { filters: [authorFilter], by: byId },
  { filters: [authorFilter], by: byYear },
  { filters: [withImdbId], by: byId },
  ...keyPaths,
];
