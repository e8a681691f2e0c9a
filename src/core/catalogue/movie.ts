import type { SortKey } from '../shared/page.js';
import type { Kind } from './kind.js';
import { type Title, titlePaths, titleReferences } from './title.js';

export interface Movie extends Title {
  runtimeMinutes: number | null;
}

const byRuntime: SortKey = { field: 'runtimeMinutes', type: 'integer', isNullable: true, filter: 'range' };

export const movie: Kind<Movie> = {
  name: 'movie',
  plural: 'movies',
  namedBy: 'title',
  references: titleReferences,
  paths: [...titlePaths, { by: byRuntime }],
  check: () => [],
};
