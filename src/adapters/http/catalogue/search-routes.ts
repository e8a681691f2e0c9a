import Joi from 'joi';
import type { CatalogueReader } from '../../../core/catalogue/catalogue-reader.js';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { type Searchable, searchAll } from '../../../core/catalogue/search-all.js';
import { apiBase } from '../api-base.js';
import { isComplete } from '../list-pages.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { searchNote, searchText } from '../search-text.js';
import { componentOf, itemSchema } from './item-schema.js';

/** A kind that can be searched, with the schema of a result. */
export interface SearchedKind extends Searchable {
  readonly found: Joi.ObjectSchema;
}

export const searchedKind = <Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  search: CatalogueReader<Draft>['search'],
): SearchedKind => ({
  plural: kind.plural,
  search,
  found: named(
    `Found${componentOf(kind)}`,
    Joi.object({
      kind: Joi.string().valid(kind.plural).required(),
      score: Joi.number()
        .min(0)
        .max(1)
        .required()
        .description(
          '1: equal, ignoring case and accents. 0.75 or more: begins with the text. 0.5 or more: has all of its words.',
        ),
      item: itemSchema(kind, body).required(),
    }),
  ),
});

interface SearchQuery {
  readonly q: string;
  readonly kind?: string;
  readonly limit: number;
}

const searchQuery = (plurals: readonly string[]) =>
  Joi.object<SearchQuery, true>({
    q: searchText.required().description(`The text to search for in titles and names. ${searchNote}`),
    kind: Joi.string()
      .valid(...plurals)
      .description('Searches only this kind.'),
    limit: Joi.number().integer().min(1).max(100).default(20).description('Maximum number of results.'),
  });

/** The route that searches all kinds at once. */
export function searchRoutes(
  kinds: readonly SearchedKind[],
  { cacheControl }: { readonly cacheControl: string },
): AnyRoute[] {
  const plurals = kinds.map(({ plural }) => plural);
  const selectKinds = (plural: string | undefined) =>
    plural === undefined ? kinds : kinds.filter((kind) => kind.plural === plural);
  const found = Joi.alternatives(...kinds.map((kind) => kind.found));
  return [
    route<object, SearchQuery>({
      method: 'get',
      path: `${apiBase}/search`,
      tag: 'search',
      summary: 'Search titles and names, tolerating misspellings',
      description:
        'Best match first: equal, then beginning with the text, then with all of its words, then with similar spellings.',
      permission: 'catalogue:read',
      cacheControl,
      dependsOn: ({ query }) => kindGenerations(...selectKinds(query.kind).map(({ plural }) => plural)),
      input: { query: searchQuery(plurals) },
      output: {
        200: {
          description: 'The results, best match first.',
          body: named(
            'SearchResults',
            Joi.object({ items: Joi.array().items(found).required(), isComplete: isComplete.required() }),
          ),
        },
      },
      errors: [],
      isCostly: () => true,
      handle: async ({ query: { q, kind, limit } }) => {
        const result = await searchAll(selectKinds(kind), q, limit);
        return { status: 200, body: result, isCacheable: result.isComplete };
      },
    }),
  ];
}
