import { byId, missingFilter, withIds } from '../shared/page.js';
import { type Keys, keyPaths, withImdbId } from './keys.js';
import type { Kind } from './kind.js';

export interface Author extends Keys {
  name: string;
  birthYear: number | null;
  deathYear: number | null;
  biography: string | null;
  imdbId: string | null;
}

export const author: Kind<Author> = {
  name: 'author',
  plural: 'authors',
  namedBy: 'name',
  references: [],
  paths: [
    { by: byId },
    { by: { field: 'name', type: 'text', filter: 'prefix' } },
    { by: { field: 'birthYear', type: 'integer', isNullable: true, filter: 'range' } },
    { filters: [withImdbId], by: byId },
    ...keyPaths,
    { filters: [withIds], by: byId },
    {
      filters: [missingFilter({ birthYear: { field: 'birthYear' }, biography: { field: 'biography' } })],
      by: byId,
    },
  ],
  check: ({ birthYear, deathYear }) =>
    birthYear !== null && deathYear !== null && deathYear < birthYear
      ? [{ pointer: '/deathYear', message: 'deathYear must not be before birthYear', code: 'years-reversed' }]
      : [],
};
