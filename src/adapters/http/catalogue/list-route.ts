import Joi from 'joi';
import { ofKinds } from '../../../core/catalogue/generations.js';
import type { Item, Kind } from '../../../core/catalogue/kind.js';
import type { Page, PageRequest } from '../../../core/shared/page.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, named, type PageQuery, pageOf, pageQuery, pageReply, pageRequest } from '../schemas.js';
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
  /** The kinds that it reads. */
  readonly reads: readonly string[];
  readonly embedding?: Embedding<Draft> | undefined;
  page(request: PageRequest, id: number): Promise<Page<Item<Draft>>>;
}

interface ListQuery extends PageQuery {
  readonly fields?: string;
  readonly include?: string;
}

/** A field with a default would have to be in every answer, and Joi's types say that this gives nothing. */
const optionalInAnswers = (field: Joi.Schema) =>
  field.optional().$_setFlag('default', undefined) as unknown as Joi.Schema;

/** Everything that an item of the list can hold, and nothing that it has to: which, the query says. */
const listItem = <Draft extends object>({ kind, body, embedding }: List<Draft>) => {
  const item = itemSchema(kind, body);
  const names = Object.keys(item.describe().keys as object);
  const optional = item.fork(names, optionalInAnswers);
  const schema = embedding
    ? optional.keys({ [embedding.name]: embedding.schema.allow(null).optional() })
    : optional;
  return { names, schema: named(`${componentOf(kind)}ListItem`, schema) };
};

/** A route to that list: page by page, with as much of each item as is asked for. */
export const listRoute = <Draft extends object>(list: List<Draft>): AnyRoute => {
  const { kind, path, summary, cacheControl, reads, embedding } = list;
  const { names, schema } = listItem(list);
  const belongs = path.includes('{id}');
  const oneOf = names.join('|');
  const query = (pageQuery as Joi.ObjectSchema).keys({
    fields: Joi.string()
      .pattern(new RegExp(`^(${oneOf})(,(${oneOf}))*$`), 'list of fields')
      .description('Only these fields of each item, by name, with commas between.'),
    ...(embedding && {
      include: Joi.string().valid(embedding.name).description('Puts it into each item, or null.'),
    }),
  }) as Joi.ObjectSchema<ListQuery>;

  return route<{ id: number }, ListQuery>({
    method: 'get',
    path,
    tag: kind.plural,
    summary,
    permission: 'catalogue:read',
    cacheControl,
    input: { query, ...(belongs && { params: idParams }) },
    output: { 200: { description: 'A page.', body: pageOf(componentOf(kind), schema), headers: ['Link'] } },
    errors: ['bad-cursor', ...(belongs ? (['not-found'] as const) : [])],
    dependsOn: ({ query: { include } }) =>
      ofKinds(...reads, ...(include !== undefined && embedding ? [embedding.plural] : [])),
    handle: async ({ params, query: { fields, include, ...asked }, url }) => {
      const scope = path.replace(`${apiBase}/`, '').replace('{id}', `${params.id}`);
      const { items, ...page } = await list.page(pageRequest(scope, asked), params.id);
      const whole = include !== undefined && embedding ? await embedding.into(items) : items;
      const wanted = fields && [...fields.split(','), ...(include === undefined ? [] : [include])];
      return pageReply(
        scope,
        { ...page, items: wanted ? whole.map((item) => picked(item, wanted)) : whole },
        asked.limit,
        url,
      );
    },
  });
};

const picked = (item: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
