import type { Kind } from './kind.js';
import { type Title, titlePaths, titleReferences } from './title.js';

export interface Movie extends Title {
  runtimeMinutes: number | null;
}

export const movie: Kind<Movie> = {
  name: 'movie',
  plural: 'movies',
  namedBy: 'title',
  references: titleReferences,
  paths: titlePaths,
  check: () => [],
};
