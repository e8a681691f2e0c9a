import type Joi from 'joi';
import { author } from '../../../core/catalogue/author.js';
import { type Authorship, pathsOfAnAuthor } from '../../../core/catalogue/authorship.js';
import { ofKinds } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import type { Title } from '../../../core/catalogue/title.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { idParams } from '../schemas.js';
import { authorBody } from './author-schema.js';
import type { CatalogueRouteSettings } from './catalogue-routes.js';
import { itemSchema } from './item-schema.js';
import { type Embedding, listRoute } from './list-route.js';

/** `include=author`, for lists of titles. */
export const embeddedAuthor = <Draft extends Title>(use: Authorship<Draft>): Embedding<Draft> => ({
  name: 'author',
  plural: author.plural,
  schema: itemSchema(author, authorBody),
  into: use.withAuthors,
});

/** The titles of an author, and the author of a title. Neither vouches for the other by an ETag. */
export const authorshipRoutes = <Draft extends Title>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  use: Authorship<Draft>,
  {
    cacheControl,
    cursors,
    embedding,
  }: Pick<CatalogueRouteSettings, 'cacheControl' | 'cursors'> & { readonly embedding: Embedding<Draft> },
): AnyRoute[] => {
  return [
    listRoute({
      kind,
      body,
      cacheControl,
      cursors,
      paths: pathsOfAnAuthor(kind.paths),
      embedding,
      path: `${apiBase}/authors/{id}/${kind.plural}`,
      summary: `List the ${kind.plural} of an author`,
      reads: [author.plural, kind.plural],
      page: (request, id) => use.titlesOf(id, request),
    }),
    route<{ id: number }>({
      method: 'get',
      tag: kind.plural,
      permission: 'catalogue:read',
      cacheControl,
      // Which author it is, is known only once it has been read: whichever changes.
      dependsOn: () => ofKinds(author.plural, kind.plural),
      path: `${apiBase}/${kind.plural}/{id}/author`,
      summary: `Read the author of a ${kind.name}`,
      input: { params: idParams },
      output: { 200: { description: 'The author.', body: itemSchema(author, authorBody) } },
      errors: ['not-found', 'no-author'],
      handle: async ({ params }) => ({ status: 200, body: await use.authorOf(params.id) }),
    }),
  ];
};
