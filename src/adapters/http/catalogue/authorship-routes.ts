import type Joi from 'joi';
import { author } from '../../../core/catalogue/author.js';
import type { Authorship } from '../../../core/catalogue/authorship.js';
import { ofKinds } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import type { Title } from '../../../core/catalogue/title.js';
import { apiBase } from '../api-base.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, type PageQuery, pageOf, pageQuery, pageReply, pageRequest } from '../schemas.js';
import { authorBody } from './author-schema.js';
import { componentOf, itemSchema } from './catalogue-routes.js';

/** The titles of an author, and the author of a title. Neither vouches for the other by an ETag. */
export const authorshipRoutes = <Draft extends Title>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  use: Authorship<Draft>,
  { cacheControl }: { readonly cacheControl: string },
): AnyRoute[] => {
  // Which author it is, is known only once it has been read: whichever changes.
  const dependsOn = () => ofKinds(author.plural, kind.plural);
  const reading = {
    method: 'get',
    tag: kind.plural,
    permission: 'catalogue:read',
    cacheControl,
    dependsOn,
  } as const;
  return [
    route<{ id: number }, PageQuery>({
      ...reading,
      path: `${apiBase}/authors/{id}/${kind.plural}`,
      summary: `List the ${kind.plural} of an author`,
      input: { params: idParams, query: pageQuery },
      output: {
        200: {
          description: 'A page.',
          body: pageOf(componentOf(kind), itemSchema(kind, body)),
          headers: ['Link'],
        },
      },
      errors: ['not-found', 'bad-cursor'],
      handle: async ({ params, query, url }) => {
        const scope = `authors/${params.id}/${kind.plural}`;
        return pageReply(scope, await use.titlesOf(params.id, pageRequest(scope, query)), query.limit, url);
      },
    }),
    route<{ id: number }>({
      ...reading,
      path: `${apiBase}/${kind.plural}/{id}/author`,
      summary: `Read the author of a ${kind.name}`,
      input: { params: idParams },
      output: { 200: { description: 'The author.', body: itemSchema(author, authorBody) } },
      errors: ['not-found', 'no-author'],
      handle: async ({ params }) => ({ status: 200, body: await use.authorOf(params.id) }),
    }),
  ];
};
