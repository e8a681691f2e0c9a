import Joi from 'joi';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { GenreCounts } from '../../../core/catalogue/genre-counts.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { genre } from './title-fields.js';

/** The route that lists the genres. @param plurals the plural names of the kinds with genres, whose titles are counted */
export function genreRoutes(
  counts: GenreCounts,
  plurals: readonly string[],
  { cacheControl }: { readonly cacheControl: string },
): AnyRoute[] {
  const count = named(
    'GenreCount',
    Joi.object({
      genre: genre.required(),
      ...Object.fromEntries(
        plurals.map((plural) => [plural, Joi.number().integer().example(512).required()]),
      ),
    }),
  );
  return [
    route({
      method: 'get',
      path: `${apiBase}/genres`,
      tag: 'genres',
      operationId: 'listGenres',
      summary: 'List the genres with the number of titles of each',
      permission: 'catalogue:read',
      cacheControl,
      dependsOn: () => kindGenerations(...plurals),
      input: {},
      output: {
        200: {
          description: 'All genres.',
          body: named('Genres', Joi.object({ items: Joi.array().items(count).required() })),
        },
      },
      errors: [],
      isCostly: () => true,
      handle: async () => ({
        status: 200,
        body: { items: (await counts.count()).map(({ genre, titles }) => ({ genre, ...titles })) },
      }),
    }),
  ];
}
