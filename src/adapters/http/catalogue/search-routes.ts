import Joi from 'joi';
import type { CatalogueReader } from '../../../core/catalogue/catalogue-ports.js';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { type Searchable, searchAll } from '../../../core/catalogue/search-all.js';
import { apiBase } from '../api-base.js';
import { isComplete } from '../list-pages.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { searchNote, searchText } from '../search-text.js';
import { componentOf, itemSchema } from './item-schema.js';

/** A kind that can be searched, and what is told of each item found. */
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
          '1: the same but for case and accents; from 0.75: begins with it; from 0.5: has its words.',
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
    q: searchText.required().description(`What is searched for, in titles and names. ${searchNote}`),
    kind: Joi.string()
      .valid(...plurals)
      .description('Only among these.'),
    limit: Joi.number().integer().min(1).max(100).default(20).description('How many are found at most.'),
  });

/** One search through all kinds. */
export const searchRoutes = (
  kinds: readonly SearchedKind[],
  { cacheControl }: { readonly cacheControl: string },
): AnyRoute[] => {
  const plurals = kinds.map(({ plural }) => plural);
  const chosen = (plural: string | undefined) =>
    plural === undefined ? kinds : kinds.filter((kind) => kind.plural === plural);
  const found = Joi.alternatives(...kinds.map((kind) => kind.found));
  return [
    route<object, SearchQuery>({
      method: 'get',
      path: `${apiBase}/search`,
      tag: 'search',
      summary: 'Search titles and names, misspellings forgiven',
      description: 'Best first: the same, then what begins with it, what has its words, what is similar.',
      permission: 'catalogue:read',
      cacheControl,
      dependsOn: ({ query }) => kindGenerations(...chosen(query.kind).map(({ plural }) => plural)),
      input: { query: searchQuery(plurals) },
      output: {
        200: {
          description: 'What was found, best first.',
          body: named(
            'SearchResults',
            Joi.object({ items: Joi.array().items(found).required(), isComplete: isComplete.required() }),
          ),
        },
      },
      errors: [],
      isCostly: () => true,
      handle: async ({ query: { q, kind, limit } }) => {
        const result = await searchAll(chosen(kind), q, limit);
        return { status: 200, body: result, isCacheable: result.isComplete };
      },
    }),
  ];
};
