import Joi from 'joi';
import type { Found } from '../../../core/catalogue/catalogue-ports.js';
import { ofKinds } from '../../../core/catalogue/generations.js';
import type { Item, Kind } from '../../../core/catalogue/kind.js';
import type { AccessPath, Page, PageRequest } from '../../../core/shared/page.js';
import type { SearchResult } from '../../../core/shared/search-result.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { foundPage, type PageQuery, pageOf, pageQuery, pageReply } from '../list-pages.js';
import { type Filters, listParameters } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, mapFields, named } from '../schemas.js';
import { limitOf, searchNote, searchText } from '../search-text.js';
import { componentOf, itemSchema } from './item-schema.js';

/** An item of another kind that the parameter `include` puts into each item of a list, with one query for a page. */
export interface Embedding<Draft extends object> {
  /** The value of `include`, and the field of the item. */
  readonly name: string;
  readonly plural: string;
  readonly schema: Joi.ObjectSchema;
  into(items: readonly Item<Draft>[]): Promise<readonly Item<Draft>[]>;
}

/** A list of items of one kind. */
export interface List<Draft extends object> {
  readonly kind: Kind<Draft>;
  readonly body: Joi.ObjectSchema<Draft>;
  /** With `{id}`, the list belongs to the item with that id. */
  readonly path: string;
  readonly summary: string;
  readonly cacheControl: string;
  readonly cursors: Cursors;
  /** Its access paths. */
  readonly paths: readonly AccessPath[];
  /** The kinds that it reads. */
  readonly reads: readonly string[];
  readonly embeddings: readonly Embedding<Draft>[];
  page(request: PageRequest, id: number): Promise<Page<Item<Draft>>>;
  /** For lists that can be searched. */
  readonly search?: (text: string, limit: number) => Promise<SearchResult<Found<Draft>>>;
}

type ListQuery = PageQuery &
  Filters & { readonly fields?: string; readonly include?: string; readonly q?: string };

/** Everything that an item of the list can have, all of it optional: `fields` and `include` choose. */
const listItem = <Draft extends object>({ kind, body, embeddings }: List<Draft>) => {
  const item = itemSchema(kind, body);
  const names = Object.keys(item.describe().keys as object);
  const optional = mapFields(item, (field) => field.optional());
  const embedded = embeddings.map(({ name, schema }) => [name, schema.allow(null).optional()]);
  const schema = optional.append(Object.fromEntries(embedded));
  return { names, schema: named(`${componentOf(kind)}ListItem`, schema) };
};

/** Names of a closed list, with commas between them. */
const listOf = (names: readonly string[], what: string) => {
  const oneOf = names.join('|');
  return Joi.string().pattern(new RegExp(`^(${oneOf})(,(${oneOf}))*$`), `list of ${what}`);
};

const includeSchema = (names: readonly string[]) =>
  names.length === 1
    ? Joi.string()
        .valid(...names)
        .description('Puts it into each item, or null.')
    : listOf(names, 'references').description(`Puts these into each item, or null: ${names.join(', ')}.`);

/** The query parameters of the list. */
const listQuery = <Draft extends object>(list: List<Draft>, names: readonly string[]) => {
  const { kind, body, paths, embeddings, search } = list;
  const includes = embeddings.map(({ name }) => name);
  return (pageQuery as Joi.ObjectSchema).keys({
    ...listParameters(paths, body),
    ...(search && {
      q: searchText.description(
        `Only those whose ${kind.namedBy} is like this, best first: one page, without filters, sort or count. ${searchNote}`,
      ),
    }),
    fields: listOf(names, 'fields').description(
      'Only these fields of each item, by name, with commas between.',
    ),
    ...(includes.length > 0 && { include: includeSchema(includes) }),
  }) as Joi.ObjectSchema<ListQuery>;
};

/** A route to that list: a page at a time, with the requested fields of each item. */
export const listRoute = <Draft extends object>(list: List<Draft>): AnyRoute => {
  const { kind, path, paths, summary, cacheControl, cursors, reads, embeddings, search } = list;
  const { names, schema } = listItem(list);
  const belongs = path.includes('{id}');
  const chosen = (include?: string) => embeddings.filter(({ name }) => include?.split(',').includes(name));

  return route<{ id: number }, ListQuery>({
    method: 'get',
    path,
    tag: kind.plural,
    summary,
    permission: 'catalogue:read',
    cacheControl,
    input: { query: listQuery(list, names), ...(belongs && { params: idParams }) },
    output: { 200: { description: 'A page.', body: pageOf(componentOf(kind), schema), headers: ['Link'] } },
    errors: ['bad-cursor', ...(belongs ? (['not-found'] as const) : [])],
    dependsOn: ({ query: { include } }) => ofKinds(...reads, ...chosen(include).map(({ plural }) => plural)),
    isCostly: ({ query: { q, count } }) => q !== undefined || count !== undefined,
    handle: async ({ params, query: { fields, include, q, ...asked }, url }) => {
      const name = path.replace(`${apiBase}/`, '').replace('{id}', `${params.id}`);
      const included = chosen(include);
      const wanted = fields && [...fields.split(','), ...included.map((one) => one.name)];
      const complete = async (items: readonly Item<Draft>[]) => {
        let whole = items;
        for (const { into } of included) whole = await into(whole);
        return wanted ? whole.map((item) => picked(item, wanted)) : whole;
      };
      if (q !== undefined && search) {
        const { items, isComplete } = await search(q, limitOf(asked));
        return foundPage(asked.limit, { items: await complete(items.map(({ item }) => item)), isComplete });
      }
      return pageReply(cursors, { name, paths, query: asked, url }, async (request) => {
        const { items, ...page } = await list.page(request, params.id);
        return { ...page, items: await complete(items) };
      });
    },
  });
};

const picked = (item: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
