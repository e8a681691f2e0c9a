import Joi from 'joi';
import type { Kind } from '../../../core/catalogue/kind.js';
import type { MergeItems } from '../../../core/catalogue/merge-items.js';
import { referenceCodes } from '../../../core/catalogue/references.js';
import { apiBase } from '../api-base.js';
import { etagHeader, expectedVersions, ifMatch, itemReply } from '../conditional-requests.js';
import { exampleOf, withExample } from '../examples.js';
import { type AnyRoute, route } from '../route.js';
import { id, idParams, named } from '../schemas.js';
import type { CatalogueRouteSettings } from './catalogue-routes.js';
import { componentOf, itemSchema, withArticle } from './item-schema.js';

/** Merges an item of a kind into another one: `POST /authors/{id}/merge`. */
export function mergeRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  merge: MergeItems<Draft>,
  { requireIfMatch }: Pick<CatalogueRouteSettings, 'requireIfMatch'>,
): AnyRoute {
  const item = itemSchema(kind, body);
  return route<{ id: number }, object, { into: number }>({
    method: 'post',
    tag: kind.plural,
    permission: 'catalogue:write',
    path: `${apiBase}/${kind.plural}/{id}/merge`,
    operationId: `merge${componentOf(kind)}`,
    summary: `Merge ${withArticle(kind.name)} into another one`,
    description:
      'All references to this item become references to the other one, and this item is removed. The other item gets the external ids of this one, imdbId and sourceId included, for names that it lacks. Imported rows about this item change nothing. The same request again returns the other item.',
    input: {
      params: idParams,
      body: named('Merge', Joi.object({ into: withExample(id(), 42).required() })),
      headers: ifMatch,
    },
    output: {
      200: {
        description: 'The other item.',
        body: item,
        headers: etagHeader,
        example: { ...(exampleOf(item) as object), id: 42 },
      },
    },
    errors: [
      'not-found',
      'precondition-failed',
      'precondition-required',
      'merged-elsewhere',
      'too-many-references',
      referenceCodes(kind.plural).unknown,
    ],
    handle: async ({ params, body: { into }, headers, by }) =>
      itemReply(200, await merge(params.id, into, expectedVersions(headers['if-match'], requireIfMatch), by)),
  });
}
