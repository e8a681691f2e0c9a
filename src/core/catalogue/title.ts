import { type AccessPath, byId, type SortKey, type Where } from '../shared/page.js';
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

const byYear: SortKey = { field: 'releaseYear', isNullable: true, narrowedBy: 'range' };
const byTitle: SortKey = { field: 'title', isText: true, narrowedBy: 'prefix' };
const ofGenre: Where = { parameter: 'genre', field: 'genres', isArray: true };

export const ofAuthor: Where = { parameter: 'authorId', field: 'authorId' };

/** How lists of titles can be walked: `serve_titles` (see the migrations) makes the index of each. */
export const titlePaths: readonly AccessPath[] = [
  { by: byId },
  { by: byTitle },
  { by: byYear },
  { where: ofGenre, by: byId },
  { where: ofGenre, by: byYear },
  { where: ofAuthor, by: byId },
  { where: ofAuthor, by: byYear },
  { where: withImdbId, by: byId },
  { where: withSourceId, by: byId },
];
