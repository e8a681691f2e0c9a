import Joi from 'joi';
import type { ItemVersion, ReadHistory } from '../../../core/catalogue/item-history.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import type { AccessPath } from '../../../core/shared/page.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { withExample } from '../examples.js';
import { auditInitiator } from '../identity/audit-schema.js';
import { type CursorQuery, cursorQuery, pageOf, pageReply } from '../list-pages.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, mapFields, named, time, withoutDefault } from '../schemas.js';
import { componentOf, withArticle } from './item-schema.js';
import { exampleChange } from './patch-schema.js';

const newestFirst: readonly AccessPath[] = [
  { by: { field: 'id', type: 'integer', direction: 'descending' } },
];

/** Reads the versions of an item that people saved: `GET /movies/{id}/history`. */
export function historyRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  read: ReadHistory,
  cursors: Cursors,
): AnyRoute {
  const values = named(
    `${componentOf(kind)}Values`,
    mapFields(body, (field) => withoutDefault(field.optional())),
  );
  const change = exampleChange(body);
  const name = `${componentOf(kind)}Version`;
  const version = named(
    name,
    Joi.object<ItemVersion, true>({
      version: Joi.number()
        .integer()
        .example(3)
        .required()
        .description('The new version; of a removed or merged item, its last one.'),
      at: time(),
      action: Joi.string()
        .example(`${kind.name}.changed`)
        .required()
        .description(`An action of the audit trail, such as ${kind.name}.changed.`),
      actorId: auditInitiator.actorId,
      serviceAccountId: auditInitiator.serviceAccountId,
      keyId: auditInitiator.keyId,
      before: withExample(values, Object.fromEntries(Object.keys(change).map((field) => [field, null])))
        .required()
        .description('The changed fields, before the change.'),
      after: withExample(values, change).required().description('The same fields, after it.'),
      item: values
        .required()
        .description('All fields after the change; of a removed or merged item, its last values.'),
    }),
  );
  return route<{ id: number }, CursorQuery>({
    method: 'get',
    path: `${apiBase}/${kind.plural}/{id}/history`,
    tag: kind.plural,
    operationId: `list${componentOf(kind)}Versions`,
    summary: `Read the history of ${withArticle(kind.name)}, newest first`,
    description:
      'The versions that people saved, as long as their values are kept (AUDIT__VALUES_DAYS), even after a removal of the ' +
      'item. Changes by imports, and by merges of other items into this one, are not listed, so version numbers can have ' +
      'gaps. To restore a version, PUT its `item` with If-Match: that also replaces what an import has changed since. To ' +
      'restore a removed item, POST its `item`.',
    permission: 'catalogue:write',
    input: { params: idParams, query: cursorQuery },
    output: {
      200: {
        description: 'A page of versions.',
        body: pageOf(name, version),
        headers: ['Link'],
      },
    },
    errors: ['bad-cursor', 'not-found'],
    handle: ({ params, query, url }) =>
      pageReply(
        cursors,
        { name: `${kind.plural}/${params.id}/history`, paths: newestFirst, query, url },
        (page) => read(params.id, page),
      ),
  });
}
