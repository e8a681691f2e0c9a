import Joi from 'joi';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { genreWithYears, type YearCount, type YearCounts } from '../../../core/catalogue/year-counts.js';
import { apiBase } from '../api-base.js';
import { exampleOfMember } from '../examples.js';
import { type AnyRoute, route } from '../route.js';
import { named, withoutDefault } from '../schemas.js';
import type { CatalogueRouteSettings } from './catalogue-routes.js';
import { componentOf } from './item-schema.js';

/** Counts the items of a kind by year: `GET /movies/years`. */
export function yearsRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  years: YearCounts,
  { cacheControl }: Pick<CatalogueRouteSettings, 'cacheControl'>,
): AnyRoute {
  const { plural } = kind;
  const filter = genreWithYears(kind);
  const count = named(
    `${componentOf(kind)}YearCount`,
    Joi.object<YearCount>({
      releaseYear: withoutDefault(body.extract('releaseYear') as Joi.AnySchema)
        .example(exampleOfMember(body, 'releaseYear'))
        .required(),
      count: Joi.number().integer().example(12).required().description(`Number of ${plural}.`),
    }),
  );
  const genreOf = (query: Readonly<Record<string, string>>) => filter && query[filter.parameter];
  return route<object, Readonly<Record<string, string>>>({
    method: 'get',
    path: `${apiBase}/${plural}/years`,
    tag: plural,
    operationId: `list${componentOf(kind)}Years`,
    summary: `List the years with the number of ${plural} of each`,
    description: `In the order of the years. Years without ${plural} are left out; null counts the ${plural} without a year.`,
    permission: 'catalogue:read',
    cacheControl,
    dependsOn: () => kindGenerations(plural),
    input: {
      ...(filter && {
        query: Joi.object({
          [filter.parameter]: oneOf(body, filter.field).description(`Only ${plural} with this genre.`),
        }),
      }),
    },
    output: {
      200: {
        description: 'All years.',
        body: named(`${componentOf(kind)}Years`, Joi.object({ items: Joi.array().items(count).required() })),
      },
    },
    errors: [],
    isCostly: () => true,
    handle: async ({ query }) => ({ status: 200, body: { items: await years.count(genreOf(query)) } }),
  });
}

/** The schema of one value of an array. */
const oneOf = (body: Joi.ObjectSchema, field: string): Joi.Schema => {
  const [value] = (body.extract(field) as Joi.ArraySchema).$_terms.items as [Joi.Schema];
  return value.example([exampleOfMember(body, field)].flat()[0]);
};
