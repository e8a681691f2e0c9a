import { type AccessPath, byId, type SortKey, type Where } from '../shared/page.js';
import type { Genre } from './genre.js';
import { type Keys, withImdbId, withSourceId } from './keys.js';
import { whereReferring } from './references.js';

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

const byYear: SortKey = { field: 'releaseYear', isNullable: true, narrowedBy: 'range' };
const byTitle: SortKey = { field: 'title', isText: true, narrowedBy: 'prefix' };
const ofGenre: Where = { parameter: 'genre', field: 'genres', isArray: true };

export const ofAuthor = whereReferring('authorId');

/** The access paths of lists of titles; `serve_titles` (see the migrations) creates the index of each. */
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
