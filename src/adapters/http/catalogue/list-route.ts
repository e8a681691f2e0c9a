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

/** Something of another kind that the items of a list can carry along, fetched once for a whole page. */
export interface Embedding<Draft extends object> {
  /** Its name in the item, and for the parameter `include`. */
  readonly name: string;
  readonly plural: string;
  readonly schema: Joi.ObjectSchema;
  into(items: readonly Item<Draft>[]): Promise<readonly object[]>;
}

/** A list of items of one kind. */
export interface List<Draft extends object> {
  readonly kind: Kind<Draft>;
  readonly body: Joi.ObjectSchema<Draft>;
  /** With `{id}` in it, the list belongs to the thing of that id. */
  readonly path: string;
  readonly summary: string;
  readonly cacheControl: string;
  readonly cursors: Cursors;
  /** How it can be walked. */
  readonly paths: readonly AccessPath[];
  /** The kinds that it reads. */
  readonly reads: readonly string[];
  readonly embedding?: Embedding<Draft> | undefined;
  page(request: PageRequest, id: number): Promise<Page<Item<Draft>>>;
  /** Where the list can be searched. */
  readonly search?: (text: string, limit: number) => Promise<SearchResult<Found<Draft>>>;
}

type ListQuery = PageQuery &
  Filters & { readonly fields?: string; readonly include?: string; readonly q?: string };

/** Everything that an item of the list can hold, and nothing that it has to: which, the query says. */
const listItem = <Draft extends object>({ kind, body, embedding }: List<Draft>) => {
  const item = itemSchema(kind, body);
  const names = Object.keys(item.describe().keys as object);
  const optional = mapFields(item, (field) => field.optional());
  const schema = embedding
    ? optional.keys({ [embedding.name]: embedding.schema.allow(null).optional() })
    : optional;
  return { names, schema: named(`${componentOf(kind)}ListItem`, schema) };
};

/** What can be asked of the list. */
const listQuery = <Draft extends object>(list: List<Draft>, names: readonly string[]) => {
  const { kind, body, paths, embedding, search } = list;
  const oneOf = names.join('|');
  return (pageQuery as Joi.ObjectSchema).keys({
    ...listParameters(paths, body),
    ...(search && {
      q: searchText.description(
        `Only those whose ${kind.namedBy} is like this, best first: one page, without filters, sort or count. ${searchNote}`,
      ),
    }),
    fields: Joi.string()
      .pattern(new RegExp(`^(${oneOf})(,(${oneOf}))*$`), 'list of fields')
      .description('Only these fields of each item, by name, with commas between.'),
    ...(embedding && {
      include: Joi.string().valid(embedding.name).description('Puts it into each item, or null.'),
    }),
  }) as Joi.ObjectSchema<ListQuery>;
};

/** A route to that list: page by page, with as much of each item as is asked for. */
export const listRoute = <Draft extends object>(list: List<Draft>): AnyRoute => {
  const { kind, path, paths, summary, cacheControl, cursors, reads, embedding, search } = list;
  const { names, schema } = listItem(list);
  const belongs = path.includes('{id}');

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
    dependsOn: ({ query: { include } }) =>
      ofKinds(...reads, ...(include !== undefined && embedding ? [embedding.plural] : [])),
    isCostly: ({ query: { q, count } }) => q !== undefined || count !== undefined,
    handle: async ({ params, query: { fields, include, q, ...asked }, url }) => {
      const name = path.replace(`${apiBase}/`, '').replace('{id}', `${params.id}`);
      const wanted = fields && [...fields.split(','), ...(include === undefined ? [] : [include])];
      const dressed = async (items: readonly Item<Draft>[]) => {
        const whole = include !== undefined && embedding ? await embedding.into(items) : items;
        return wanted ? whole.map((item) => picked(item, wanted)) : whole;
      };
      if (q !== undefined && search) {
        const { items, isComplete } = await search(q, limitOf(asked));
        return foundPage(asked.limit, { items: await dressed(items.map(({ item }) => item)), isComplete });
      }
      return pageReply(cursors, { name, paths, query: asked, url }, async (request) => {
        const { items, ...page } = await list.page(request, params.id);
        return { ...page, items: await dressed(items) };
      });
    },
  });
};

const picked = (item: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
