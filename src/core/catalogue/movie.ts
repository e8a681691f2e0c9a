import type { Kind } from './kind.js';
import { type Title, titlePaths } from './title.js';

export interface Movie extends Title {
  runtimeMinutes: number | null;
}

export const movie: Kind<Movie> = {
  name: 'movie',
  plural: 'movies',
  namedBy: 'title',
  paths: titlePaths,
  check: () => [],
};
