import type { Kind } from './kind.js';
import { type Title, titlePaths, titleReferences } from './title.js';

export interface Series extends Title {
  endYear: number | null;
  /** Null: unknown. */
  seasons: number | null;
  /** Null: unknown. */
  episodes: number | null;
}

export const series: Kind<Series> = {
  name: 'series',
  plural: 'series',
  namedBy: 'title',
  references: titleReferences,
  paths: titlePaths,
  check: ({ releaseYear, endYear, seasons, episodes }) => [
    ...(releaseYear !== null && endYear !== null && endYear < releaseYear
      ? [{ pointer: '/endYear', message: 'endYear must not be before releaseYear', code: 'years-reversed' }]
      : []),
    ...(seasons !== null && episodes !== null && episodes < seasons
      ? [
          {
            pointer: '/episodes',
            message: 'episodes must not be fewer than seasons',
            code: 'too-few-episodes',
          },
        ]
      : []),
  ],
};
