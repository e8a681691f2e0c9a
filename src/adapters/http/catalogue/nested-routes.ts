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
import { idParams } from '../schemas.js';
import { type CatalogueRouteSettings, withArticle } from './catalogue-routes.js';
import { itemSchema } from './item-schema.js';
import { type Embedding, listRoute } from './list-route.js';

/** A kind that others refer to. */
export interface ReferencedKind extends AnyKind {
  readonly body: Joi.ObjectSchema;
}

/** A reference of a kind, and what can be read along it. */
export interface FollowedReference<Draft extends object> {
  readonly reference: Reference;
  readonly to: ReferencedKind;
  readonly use: ReferenceUseCases<Draft>;
}

/** What `include` can put into the items of a list. */
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
const inPath = (reference: Reference) =>
  referenceName(reference).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * The list of items that refer to one, and the item that one refers to, for each reference of a kind: `/authors/{id}/movies`
 * and `/movies/{id}/author`. Where several references have the same target, the first has the plain path and any other
 * one says which it is: `/authors/{id}/podcasts-by-co-host`. No response has an ETag, since it belongs to another URL.
 */
export const nestedRoutes = <Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  references: readonly FollowedReference<Draft>[],
  { cacheControl, cursors }: Pick<CatalogueRouteSettings, 'cacheControl' | 'cursors'>,
): AnyRoute[] => {
  const { name: kindName, plural } = kind;
  const embeddings = references.map(embeddingOf);
  return references.flatMap(({ reference, to, use }) => {
    const words = inPath(reference).replaceAll('-', ' ');
    const isFirst = references.find((one) => one.to === to)?.reference === reference;
    return [
      listRoute({
        kind,
        body,
        cacheControl,
        cursors,
        paths: referringPaths(kind, reference),
        embeddings,
        path: `${apiBase}/${to.plural}/{id}/${plural}${isFirst ? '' : `-by-${inPath(reference)}`}`,
        summary: `List the ${plural} of ${withArticle(words)}`,
        reads: [to.plural, plural],
        page: (request, id) => use.listReferring(id, request),
      }),
      route<{ id: number }>({
        method: 'get',
        tag: plural,
        permission: 'catalogue:read',
        cacheControl,
        // Which item it is, is only known once it has been read: so it depends on all of them.
        dependsOn: () => kindGenerations(to.plural, plural),
        path: `${apiBase}/${plural}/{id}/${inPath(reference)}`,
        summary: `Read the ${words} of ${withArticle(kindName)}`,
        input: { params: idParams },
        output: { 200: { description: `The ${words}.`, body: itemSchema(to, to.body) } },
        errors: ['not-found', referenceCodes(to.plural).unset],
        handle: async ({ params }) => ({ status: 200, body: await use.getReferenced(params.id) }),
      }),
    ];
  });
};
