import Joi from 'joi';
import type { CatalogueReader } from '../../../core/catalogue/catalogue-reader.js';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { type Searchable, searchAll } from '../../../core/catalogue/search-all.js';
import type { SearchFilter } from '../../../core/shared/search-result.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { exampleCursor, isComplete, searchReply } from '../list-pages.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { requireSearchParameters, searchFilters, searchParameters } from '../search-parameters.js';
import { match, searchNote, searchText } from '../search-text.js';
import { characters } from '../text-schemas.js';
import { componentOf, itemSchema } from './item-schema.js';

/** A kind that can be searched, with its filters and the schema of a result. */
export interface SearchedKind extends Searchable {
  readonly parameters: Readonly<Record<string, Joi.Schema>>;
  filters(parameters: Readonly<Record<string, unknown>>): SearchFilter[];
  readonly found: Joi.ObjectSchema;
}

export const searchedKind = <Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  search: CatalogueReader<Draft>['search'],
): SearchedKind => ({
  plural: kind.plural,
  search,
  parameters: searchParameters(kind, body),
  filters: (parameters) => searchFilters(kind, parameters),
  found: named(
    `Found${componentOf(kind)}`,
    Joi.object({
      kind: Joi.string().valid(kind.plural).required(),
      score: Joi.number()
        .min(0)
        .max(1)
        .example(0.99)
        .required()
        .description(
          '1: equal, ignoring case and accents. 0.99: equal, also ignoring spaces and punctuation, or equal to the text without the year of the item. 0.75 or more: begins with the text. 0.5 or more: has all of its words.',
        ),
      match: match.required(),
      item: itemSchema(kind, body).required(),
    }),
  ),
});

interface Parameters {
  readonly q: string;
  readonly kind?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** The parameters, with the filters of all kinds. */
const searchQuery = (kinds: readonly SearchedKind[]) => {
  const filters = Object.assign({}, ...kinds.map(({ parameters }) => parameters)) as Record<
    string,
    Joi.Schema
  >;
  const kindsWith = (name: string) =>
    kinds.filter(({ parameters }) => name in parameters).map(({ plural }) => plural);
  return Joi.object<Parameters>({
    q: searchText.required().description(`The text to search for in titles and names. ${searchNote}`),
    kind: named('CatalogueKind', Joi.string().valid(...kinds.map(({ plural }) => plural))).description(
      'Searches only this kind.',
    ),
    limit: Joi.number()
      .integer()
      .min(1)
      .max(100)
      .default(20)
      .example(20)
      .description('Maximum number of results.'),
    cursor: characters(0, 4096).example(exampleCursor).description('nextCursor of the previous page.'),
    ...Object.fromEntries(
      Object.entries(filters).map(([name, schema]) => [
        name,
        schema.description(
          `Searches only ${kindsWith(name).join(' and ')}, and filters them as their lists do.`,
        ),
      ]),
    ),
  });
};

/** The route that searches all kinds at once. */
export function searchRoutes(
  kinds: readonly SearchedKind[],
  { cacheControl, cursors }: { readonly cacheControl: string; readonly cursors: Cursors },
): AnyRoute[] {
  /** The kinds that are requested and have all requested filters. */
  const selectKinds = ({ q, kind, limit, cursor, ...filters }: Parameters) =>
    kinds.filter(
      ({ plural, parameters }) =>
        (kind === undefined || kind === plural) && Object.keys(filters).every((name) => name in parameters),
    );
  const found = Joi.alternatives(...kinds.map((kind) => kind.found));
  return [
    route<object, Parameters>({
      method: 'get',
      path: `${apiBase}/search`,
      tag: 'search',
      operationId: 'search',
      summary: 'Search titles and names, tolerating misspellings',
      description:
        'Best match first: equal, then beginning with the text, then with all of its words, then with similar spellings. A year in the text may be the year of the title. A filter excludes the kinds that do not have it.',
      permission: 'catalogue:read',
      cacheControl,
      dependsOn: ({ query }) => kindGenerations(...selectKinds(query).map(({ plural }) => plural)),
      input: { query: searchQuery(kinds) },
      output: {
        200: {
          description: 'The results, best match first.',
          body: named(
            'SearchResults',
            Joi.object({
              items: Joi.array().items(found).required(),
              nextCursor: Joi.string()
                .allow(null)
                .example(exampleCursor)
                .required()
                .description('null on the last page of the ranked results.'),
              isComplete: isComplete.required(),
            }),
          ),
          headers: ['Link'],
        },
      },
      errors: ['bad-cursor'],
      isCostly: () => true,
      handle: async ({ query, url }) => {
        const { q, kind, limit, cursor, ...parameters } = query;
        const selected = selectKinds(query);
        if (selected.length === 0) requireSearchParameters(parameters, ['limit', 'cursor', 'kind']);
        const filters = selected[0]?.filters(parameters) ?? [];
        return searchReply(
          cursors,
          { name: `search/${kind ?? ''}`, query: { text: q, limit, filters }, cursor, url },
          (request) => searchAll(selected, request),
          (page, nextCursor) => ({ ...page, nextCursor }),
        );
      },
    }),
  ];
}
