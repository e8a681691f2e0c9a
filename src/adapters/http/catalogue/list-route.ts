import type Joi from 'joi';
import type { Found } from '../../../core/catalogue/catalogue-reader.js';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { AnyKind, Item, Kind } from '../../../core/catalogue/kind.js';
import type { AccessPath, ListQuery, Page } from '../../../core/shared/page.js';
import type { SearchPage, SearchQuery } from '../../../core/shared/search-result.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { exampleOf, withExample } from '../examples.js';
import { sortedIds } from '../list-filters.js';
import { type PageQuery, pageOf, pageQuery, pageReply, searchReply } from '../list-pages.js';
import { type ListParameters, listParameters, supportedCombinations } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, listOf, mapFields, named } from '../schemas.js';
import { requireSearchParameters, searchFilters, searchParameters } from '../search-parameters.js';
import { match, searchNote, searchText } from '../search-text.js';
import { membersOf } from '../shape.js';
import { type Embedding, embed, includeParameters, selectEmbeddings, withEmbedded } from './embeddings.js';
import { componentOf, itemSchema } from './item-schema.js';

/** A list of items of one kind. */
export interface List<Draft extends object> {
  readonly kind: Kind<Draft>;
  readonly body: Joi.ObjectSchema<Draft>;
  /** With `{id}`, the list belongs to the resource with that id. */
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly cacheControl: string;
  readonly cursors: Cursors;
  readonly paths: readonly AccessPath[];
  /** The kinds that the list reads. */
  readonly reads: readonly string[];
  readonly embeddings: readonly Embedding<Draft>[];
  page(query: ListQuery, id: number): Promise<Page<Item<Draft>>>;
  /** For lists with the parameter `q`. */
  readonly search?: (query: SearchQuery) => Promise<SearchPage<Found<Draft>>>;
}

type Parameters = PageQuery &
  ListParameters & {
    readonly fields?: readonly string[];
    readonly include?: readonly string[];
    readonly q?: string;
  };

/** The schema of a list item. All fields are optional: the query selects them. */
const listItem = <Draft extends object>({ kind, body, embeddings }: List<Draft>) => {
  const item = itemSchema(kind, body);
  const names = membersOf(item).map(({ key }) => key);
  const optional = mapFields(item, (field) => field.optional());
  const schema = withExample(withEmbedded(optional, embeddings).append({ match }), exampleOf(item));
  return { names, schema: named(`${componentOf(kind)}ListItem`, schema) };
};

/** The query parameters of the list. */
const parametersOf = <Draft extends object>(
  list: List<Draft>,
  names: readonly string[],
  filters: readonly string[],
) => {
  const { kind, body, operationId, paths, embeddings, search } = list;
  return (pageQuery as Joi.ObjectSchema).keys({
    ...listParameters(operationId.replace(/^list/, ''), paths, body),
    ...(search && {
      q: searchText.description(
        `Searches by ${kind.namedBy}, best match first, and adds match to each item. Can be combined with ${filters.join(', ')}, but not with other filters, sort or count. ${searchNote}`,
      ),
    }),
    fields: listOf(`${componentOf(kind)}Field`, names)
      .example(['id', kind.namedBy])
      .description('Names of the fields to return.'),
    ...includeParameters(kind, embeddings),
  }) as Joi.ObjectSchema<Parameters>;
};

/**
 * What a page needs to draw a kind, beyond the schemas and parameters of its operations.
 * @param searchFilters the parameters that can be combined with `q`
 */
const kindExtension = (
  { name, plural, namedBy, references, paths }: AnyKind,
  searchFilters: readonly string[],
) => ({
  name,
  plural,
  namedBy,
  references,
  combinations: supportedCombinations(paths),
  searchFilters,
});

/** The route that returns pages of a list, with the selected fields of each item. */
export function listRoute<Draft extends object>(list: List<Draft>): AnyRoute {
  const { kind, body, path, paths, operationId, summary, cacheControl, cursors, reads, embeddings, search } =
    list;
  const { names, schema } = listItem(list);
  const filters = Object.keys(searchParameters(kind, body));
  const isNested = path.includes('{id}');

  return route<{ id: number }, Parameters>({
    method: 'get',
    path,
    tag: kind.plural,
    operationId,
    summary,
    permission: 'catalogue:read',
    cacheControl,
    ...(!isNested && { extensions: { 'x-kind': kindExtension(kind, filters) } }),
    input: { query: parametersOf(list, names, filters), ...(isNested && { params: idParams }) },
    output: { 200: { description: 'A page.', body: pageOf(componentOf(kind), schema), headers: ['Link'] } },
    errors: ['bad-cursor', ...(isNested ? (['not-found'] as const) : [])],
    dependsOn: ({ query: { include } }) =>
      kindGenerations(...reads, ...selectEmbeddings(embeddings, include).map(({ plural }) => plural)),
    cachedAs: withSortedIds,
    isCostly: ({ query: { q, count } }) => q !== undefined || count !== undefined,
    handle: async ({ params, query: { fields, include, q, ...query }, url }) => {
      const name = path.replace(`${apiBase}/`, '').replace('{id}', `${params.id}`);
      const included = selectEmbeddings(embeddings, include);
      const fieldNames = fields && [...fields, ...included.map((one) => one.name)];
      const selectFields = async (items: readonly Item<Draft>[]) => {
        const embedded = await embed(items, included);
        return fieldNames ? embedded.map((item) => pick(item, fieldNames)) : embedded;
      };
      if (q !== undefined && search) {
        const { limit, cursor, ...parameters } = query;
        requireSearchParameters(parameters, [...filters, 'limit', 'cursor', 'fields', 'include']);
        const request = { text: q, limit, filters: searchFilters(kind, parameters) };
        return searchReply(
          cursors,
          { name, query: request, cursor, url },
          async (searchQuery) => {
            const { items, ...page } = await search(searchQuery);
            const selected = await selectFields(items.map(({ item }) => item));
            return { ...page, items: selected.map((item, i) => ({ ...item, match: items[i]?.match })) };
          },
          ({ items, isComplete }, nextCursor) => ({ items, page: { limit, nextCursor, isComplete } }),
        );
      }
      return pageReply(cursors, { name, paths, query, url }, async (listQuery) => {
        const { items, ...page } = await list.page(listQuery, params.id);
        return { ...page, items: await selectFields(items) };
      });
    },
  });
}

/** Sorts the ids of the parameter `id`, and removes repeated ones. Clients may have encoded the commas. */
const withSortedIds = (url: string) =>
  url.replace(/(?<=[?&]id=)(?:[0-9,]|%2C)+(?=&|$)/i, (ids) => sortedIds(ids.split(/,|%2C/i)).join(','));

const pick = (item: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
