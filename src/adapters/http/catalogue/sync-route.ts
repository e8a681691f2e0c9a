import Joi from 'joi';
import type { CatalogueSync } from '../../../core/catalogue/catalogue-sync.js';
import { kindGenerations } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { DomainError } from '../../../core/shared/errors.js';
import type { Position } from '../../../core/shared/page.js';
import { apiBase } from '../api-base.js';
import { withExample } from '../examples.js';
import { type AnyRoute, route } from '../route.js';
import { id, named } from '../schemas.js';
import { characters } from '../text-schemas.js';
import type { CatalogueRouteSettings } from './catalogue-routes.js';
import { componentOf, itemSchema, pluralOf } from './item-schema.js';

interface SyncQuery {
  readonly token?: string;
  readonly limit: number;
}

const exampleToken = 'c2luY2UgdGhlIGxhc3QgcmVzcG9uc2U';

const query = Joi.object<SyncQuery, true>({
  token: characters(1, 12_000)
    .example(exampleToken)
    .description('The token of the last response. Without one, all items are returned.'),
  limit: Joi.number().integer().min(1).max(1000).default(100).example(100).description('Items per response.'),
});

const removed = named(
  'RemovedItem',
  Joi.object({
    id: withExample(id(), 42).required(),
    mergedInto: id().allow(null).required().description('The item that it was merged into, or null.'),
  }),
);

const pageSchema = <Draft extends object>(kind: Kind<Draft>, body: Joi.ObjectSchema<Draft>) =>
  named(
    `${componentOf(kind)}Changes`,
    Joi.object({
      items: Joi.array()
        .items(itemSchema(kind, body))
        .required()
        .description('Items that were created or changed, in their current state.'),
      removed: Joi.array().items(removed).required().description('Items that no longer exist.'),
      token: Joi.string().example(exampleToken).required().description('Pass it to the next request.'),
      hasMore: Joi.boolean().example(false).required().description('true: more changes are available now.'),
    }),
  );

/** What was created, changed or removed since a token: `GET /movies/sync`. */
export function syncRoute<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  sync: CatalogueSync,
  { cacheControl, cursors }: Pick<CatalogueRouteSettings, 'cacheControl' | 'cursors'>,
): AnyRoute {
  const scope = `${kind.plural}/sync`;
  /** @throws DomainError `sync-token-expired`: another installation has another secret, so its tokens look forged. */
  const positionOf = (token: string): Position => {
    try {
      return cursors.decode(scope, token);
    } catch {
      throw new DomainError(
        'sync-token-expired',
        'This token was not issued for this list by this installation. Start again without a token.',
      );
    }
  };
  return route<object, SyncQuery>({
    method: 'get',
    path: `${apiBase}/${kind.plural}/sync`,
    tag: kind.plural,
    operationId: `sync${pluralOf(kind)}`,
    summary: `Read changes of ${kind.plural}`,
    description:
      'Keeps a copy in step. The first request has no token and begins with all items. Each response has a token for the ' +
      'next request; while hasMore is true, send it at once. A change can be returned twice, but is never missed. A ' +
      'response can be empty although hasMore is true. Tokens are valid for 30 days.',
    permission: 'catalogue:read',
    cacheControl,
    input: { query },
    output: { 200: { description: 'Changes since the token.', body: pageSchema(kind, body) } },
    errors: ['sync-token-expired'],
    dependsOn: () => kindGenerations(kind.plural),
    handle: async ({ query: { token, limit } }) => {
      const after = token === undefined ? undefined : positionOf(token);
      const { next, ...page } = await sync.changes(kind, after, limit);
      return { status: 200, body: { ...page, token: cursors.encode(scope, next) } };
    },
  });
}
