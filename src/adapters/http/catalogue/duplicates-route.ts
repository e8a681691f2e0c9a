import Joi from 'joi';
import {
  type DuplicateGroup,
  type Duplicates,
  hasReleaseYear,
  maxGroupItems,
} from '../../../core/catalogue/duplicates.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import type { AccessPath } from '../../../core/shared/page.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { exampleOf, exampleOfMember } from '../examples.js';
import { type CursorQuery, cursorQuery, pageOf, pageReply } from '../list-pages.js';
import { type AnyRoute, route } from '../route.js';
import { named } from '../schemas.js';
import { componentOf, itemSchema, pluralOf } from './item-schema.js';

const byName: readonly AccessPath[] = [{ by: { field: 'name', type: 'text' } }];

/** Lists groups of items that may be duplicates: `GET /movies/duplicates`. */
export function duplicatesRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  duplicates: Duplicates<Draft>,
  cursors: Cursors,
): AnyRoute {
  const { namedBy, plural } = kind;
  const same = hasReleaseYear(kind) ? `${namedBy} and releaseYear` : namedBy;
  const item = itemSchema(kind, body);
  const exampleName = String(exampleOfMember(body, namedBy));
  const exampleYear = hasReleaseYear(kind) ? exampleOfMember(body, 'releaseYear') : null;
  const name = `${componentOf(kind)}Duplicates`;
  const group = named(
    name,
    Joi.object<DuplicateGroup<Draft>>({
      name: Joi.string()
        .example(exampleName.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase())
        .required()
        .description(`The ${namedBy}, without case and accents.`),
      year: Joi.number().integer().allow(null).example(exampleYear).required(),
      count: Joi.number().integer().example(2).required().description('Number of items.'),
      items: Joi.array()
        .items(item)
        .example([exampleOf(item), { ...(exampleOf(item) as object), id: 42 }])
        .required()
        .description(`The first ${maxGroupItems} of them, in the order of their ids.`),
    }),
  );
  return route<object, CursorQuery>({
    method: 'get',
    path: `${apiBase}/${plural}/duplicates`,
    tag: plural,
    operationId: `listDuplicate${pluralOf(kind)}`,
    summary: `List ${plural} with the same ${same}`,
    description: `Groups of two or more ${plural} whose ${same} are equal, ignoring case and accents, in the order of their names. Merge those that are the same.`,
    permission: 'catalogue:write',
    input: { query: cursorQuery },
    output: {
      200: {
        description: 'A page of groups.',
        body: pageOf(name, group),
        headers: ['Link'],
      },
    },
    errors: ['bad-cursor'],
    handle: ({ query, url }) =>
      pageReply(cursors, { name: `${plural}/duplicates`, paths: byName, query, url }, (page) =>
        duplicates.list(page),
      ),
  });
}
