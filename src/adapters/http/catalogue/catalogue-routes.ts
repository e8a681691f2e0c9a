import Joi from 'joi';
import type { CatalogueUseCases } from '../../../core/catalogue/catalogue-use-cases.js';
import { itemGenerations, kindGenerations } from '../../../core/catalogue/generations.js';
import type { Kind } from '../../../core/catalogue/kind.js';
import { referenceCodes } from '../../../core/catalogue/references.js';
import { apiBase } from '../api-base.js';
import { etagHeader, expectedVersions, ifMatch, ifNoneMatch, itemReply } from '../conditional-requests.js';
import type { Cursors } from '../cursor.js';
import { idempotencyKey, idempotentRequest } from '../idempotency-key.js';
import { type AnyRoute, route } from '../route.js';
import { idParams, named, storedItem } from '../schemas.js';
import { type Embedding, embed, includeParameters, selectEmbeddings, withEmbedded } from './embeddings.js';
import { type Exporting, type ExportSettings, exportRoute } from './export-route.js';
import { fingerprintedBody } from './fingerprinted-body.js';
import { componentOf, itemSchema, pluralOf, withArticle } from './item-schema.js';
import { listRoute } from './list-route.js';
import { patchSchema } from './patch-schema.js';
import { conflictsOf } from './write-conflicts.js';

export interface CatalogueRouteSettings {
  /** Whether writes require If-Match. */
  readonly requireIfMatch: boolean;
  /** The Cache-Control header of reads. */
  readonly cacheControl: string;
  readonly cursors: Cursors;
  readonly exports: ExportSettings;
}

/** Settings that differ by kind. */
export interface KindRouteSettings<Draft extends object> extends CatalogueRouteSettings {
  readonly exporting: Exporting;
  readonly embeddings: readonly Embedding<Draft>[];
  /** Whether other kinds refer to this one. */
  readonly isReferenced: boolean;
}

/** The routes to list, create, export, read, replace, change and remove the items of a kind. */
export function catalogueRoutes<Draft extends object>(
  kind: Kind<Draft>,
  body: Joi.ObjectSchema<Draft>,
  use: CatalogueUseCases<Draft>,
  {
    requireIfMatch,
    cacheControl,
    cursors,
    exports,
    exporting,
    embeddings,
    isReferenced,
  }: KindRouteSettings<Draft>,
): AnyRoute[] {
  const component = componentOf(kind);
  const item = itemSchema(kind, body);
  const listPath = `${apiBase}/${kind.plural}`;
  const itemPath = `${listPath}/{id}`;
  const writing = { tag: kind.plural, permission: 'catalogue:write' } as const;
  const reading = { tag: kind.plural, permission: 'catalogue:read', cacheControl } as const;
  const conflicts = conflictsOf(kind);
  const itemOutput = { body: item, headers: etagHeader };
  const draft = named(`${component}Draft`, body);
  const readItem =
    embeddings.length === 0
      ? item
      : named(`${component}WithReferences`, withEmbedded(storedItem(body), embeddings));
  const expected = (headers: Readonly<Record<string, string | undefined>>) =>
    expectedVersions(headers['if-match'], requireIfMatch);

  return [
    listRoute({
      kind,
      body,
      path: listPath,
      operationId: `list${pluralOf(kind)}`,
      summary: `List ${kind.plural}`,
      cacheControl,
      cursors,
      paths: kind.paths,
      reads: [kind.plural],
      embeddings,
      page: use.list,
      search: use.search,
    }),
    route<object, object, Draft>({
      ...writing,
      method: 'post',
      path: listPath,
      operationId: `create${component}`,
      summary: `Create ${withArticle(kind.name)}`,
      input: { body: draft, headers: idempotencyKey },
      output: {
        201: {
          ...itemOutput,
          description: 'Created.',
          headers: [...etagHeader, 'Location', 'Idempotency-Replayed'],
        },
      },
      errors: [...conflicts, 'idempotency-key-in-use', 'idempotency-key-reused'],
      handle: async (input) => {
        const request = idempotentRequest(kind.plural, { ...input, body: fingerprintedBody(input.body) });
        const { result, isReplay } =
          request === undefined
            ? { result: await use.create(input.body, input.by), isReplay: false }
            : await use.createOnce(input.body, request, input.by);
        return itemReply(201, result, {
          Location: `${listPath}/${result.id}`,
          ...(isReplay && { 'Idempotency-Replayed': 'true' }),
        });
      },
    }),
    // Must come before the path of an item, which would take `export` as an id.
    exportRoute(kind, body, exports, exporting),
    route<{ id: number }, { readonly include?: readonly string[] }>({
      ...reading,
      method: 'get',
      path: itemPath,
      operationId: `read${component}`,
      summary: `Read ${withArticle(kind.name)}`,
      input: {
        params: idParams,
        headers: ifNoneMatch,
        query: Joi.object(includeParameters(kind, embeddings)),
      },
      output: {
        200: {
          body: readItem,
          headers: etagHeader,
          description: `The ${kind.name}.${embeddings.length > 0 ? ' With include it has no ETag.' : ''}`,
        },
        304: { description: 'Unchanged: the ETag of If-None-Match is still current.', headers: etagHeader },
      },
      errors: ['not-found'],
      dependsOn: ({ params, query: { include } }) => [
        ...itemGenerations(kind.plural, params.id),
        ...kindGenerations(...selectEmbeddings(embeddings, include).map(({ plural }) => plural)),
      ],
      handle: async ({ params, query: { include } }) => {
        const item = await use.get(params.id);
        const included = selectEmbeddings(embeddings, include);
        if (included.length === 0) return itemReply(200, item);
        // The version of the item says nothing about the others.
        const [body] = await embed([item], included);
        return { status: 200, body };
      },
    }),
    route<{ id: number }, object, Draft>({
      ...writing,
      method: 'put',
      path: itemPath,
      operationId: `replace${component}`,
      summary: `Replace ${withArticle(kind.name)}`,
      input: { params: idParams, body: draft, headers: ifMatch },
      output: { 200: { ...itemOutput, description: 'Replaced.' } },
      errors: ['not-found', 'precondition-failed', 'precondition-required', ...conflicts],
      handle: async ({ params, body, headers, by }) =>
        itemReply(200, await use.replace(params.id, body, expected(headers), by)),
    }),
    route<{ id: number }, object, Partial<Draft>>({
      ...writing,
      method: 'patch',
      path: itemPath,
      operationId: `update${component}`,
      summary: `Change ${withArticle(kind.name)}`,
      description:
        'A JSON merge patch (RFC 7396): absent fields and absent externalIds stay unchanged, null clears them.',
      input: { params: idParams, body: named(`${component}Patch`, patchSchema(body)), headers: ifMatch },
      output: { 200: { ...itemOutput, description: 'Changed.' } },
      errors: ['not-found', 'precondition-failed', 'precondition-required', ...conflicts],
      handle: async ({ params, body, headers, by }) =>
        itemReply(200, await use.change(params.id, body, expected(headers), by)),
    }),
    route<{ id: number }>({
      ...writing,
      method: 'delete',
      path: itemPath,
      operationId: `remove${component}`,
      summary: `Remove ${withArticle(kind.name)}`,
      input: { params: idParams, headers: ifMatch },
      output: { 204: { description: 'Removed.' } },
      errors: [
        'not-found',
        ...(isReferenced ? [referenceCodes(kind.plural).used] : []),
        'precondition-failed',
        'precondition-required',
      ],
      handle: async ({ params, headers, by }) => {
        await use.remove(params.id, expected(headers), by);
        return { status: 204 };
      },
    }),
  ];
}
