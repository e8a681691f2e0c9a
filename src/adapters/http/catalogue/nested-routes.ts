import type Joi from 'joi';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { AnyKind, Kind, Reference } from '../../../core/catalogue/kind.js';
import {
  type ReferenceUseCases,
  referenceCodes,
  referenceName,
  referringPaths,
} from '../../../core/catalogue/references.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, pascalCase } from '../schemas.js';
import type { CatalogueRouteSettings } from './catalogue-routes.js';
import type { Embedding } from './embeddings.js';
import { componentOf, itemSchema, pluralOf, withArticle } from './item-schema.js';
import { listRoute } from './list-route.js';

/** A kind that others refer to. */
export interface ReferencedKind extends AnyKind {
  readonly body: Joi.ObjectSchema;
}

/** A reference of a kind with its use cases. */
export interface FollowedReference<Draft extends object> {
  readonly reference: Reference;
  readonly to: ReferencedKind;
  readonly use: ReferenceUseCases<Draft>;
}

/** Returns the related item that `include` can add to items. */
export const embeddingOf = <Draft extends object>({
  reference,
  to,
  use,
}: FollowedReference<Draft>): Embedding<Draft> => ({
  name: referenceName(reference),
  plural: to.plural,
  schema: itemSchema(to, to.body),
  into: use.include,
});

/** `coHostId` → `co-host` */
const pathSegment = (reference: Reference) =>
  referenceName(reference).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Two routes for each reference of a kind: the list of the items that refer to an item (`/authors/{id}/movies`), and the
 * item that an item refers to (`/movies/{id}/author`). If several references have the same target, the list of the first
 * has the plain path, and the others have the reference in their path: `/authors/{id}/podcasts-by-co-host`. Responses have
 * no ETag, since the ETag of an item belongs to its own URL.
 */
export function nestedRoutes<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  references: readonly FollowedReference<Draft>[],
  { cacheControl, cursors }: Pick<CatalogueRouteSettings, 'cacheControl' | 'cursors'>,
): AnyRoute[] {
  const { name: kindName, plural } = kind;
  const embeddings = references.map(embeddingOf);
  return references.flatMap(({ reference, to, use }) => {
    const noun = pathSegment(reference).replaceAll('-', ' ');
    const name = pascalCase(referenceName(reference));
    const isFirst = references.find((one) => one.to === to)?.reference === reference;
    return [
      listRoute({
        kind,
        body,
        cacheControl,
        cursors,
        paths: referringPaths(kind, reference),
        embeddings,
        path: `${apiBase}/${to.plural}/{id}/${plural}${isFirst ? '' : `-by-${pathSegment(reference)}`}`,
        operationId: `list${componentOf(to)}${pluralOf(kind)}${isFirst ? '' : `By${name}`}`,
        summary: `List the ${plural} of ${withArticle(noun)}`,
        reads: [to.plural, plural],
        page: (request, id) => use.listReferring(id, request),
      }),
      route<{ id: number }>({
        method: 'get',
        tag: plural,
        permission: 'catalogue:read',
        cacheControl,
        // The id of the item is only known after the read, so the response depends on all items of its kind.
        dependsOn: () => kindGenerations(to.plural, plural),
        path: `${apiBase}/${plural}/{id}/${pathSegment(reference)}`,
        operationId: `read${componentOf(kind)}${name}`,
        summary: `Read the ${noun} of ${withArticle(kindName)}`,
        input: { params: idParams },
        output: { 200: { description: `The ${noun}.`, body: itemSchema(to, to.body) } },
        errors: ['not-found', referenceCodes(to.plural).unset],
        handle: async ({ params }) => ({ status: 200, body: await use.getReferenced(params.id) }),
      }),
    ];
  });
}
