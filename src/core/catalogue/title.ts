import { type AccessPath, byId, type EqualityFilter, type SortKey } from '../shared/page.js';
import type { Genre } from './genre.js';
import { type Keys, withImdbId, withSourceId } from './keys.js';

/** What movies and series have in common: somebody made them, and they have genres. */
export interface Title extends Keys {
  title: string;
  releaseYear: number | null;
  /** In the order given, without repetition. */
  genres: Genre[];
  description: string | null;
  authorId: number | null;
}

const byYear: SortKey = { field: 'releaseYear', type: 'integer', isNullable: true, filter: 'range' };
const byTitle: SortKey = { field: 'title', type: 'text', filter: 'prefix' };
const ofGenre: EqualityFilter = { parameter: 'genre', field: 'genres', isArray: true };

export const ofAuthor: EqualityFilter = { parameter: 'authorId', field: 'authorId' };

/** The access paths of titles: `serve_titles` (see the migrations) creates the index of each. */
export const titlePaths: readonly AccessPath[] = [
  { by: byId },
  { by: byTitle },
  { by: byYear },
  { filters: [ofGenre], by: byId },
  { filters: [ofGenre], by: byYear },
  { filters: [ofAuthor], by: byId },
  { filters: [ofAuthor], by: byYear },
  { filters: [withImdbId], by: byId },
  { filters: [withSourceId], by: byId },
];
