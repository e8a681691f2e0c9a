import { expect } from 'chai';
import fc from 'fast-check';
import { openApiDocument } from '../../../src/adapters/http/openapi.js';
import { permissionTable } from '../../../src/core/identity/permissions.js';
import { allRoutes } from '../../support/all-routes.js';
import { anyBody, type JsonSchema } from '../../support/arbitraries.js';
import { dereferenced } from '../../support/dereferenced.js';
import { type CallOptions, useService } from '../../support/service.js';
import { runs } from '../../support/thorough.js';
import { anyHeaders, anyId, anyQuery } from './hostile-requests.js';

/** A seed per operation: otherwise, the title of a movie could equal a password elsewhere, and be found in the database. */
let seed = 20_261_122;
const tries = { admin: runs(3), guest: runs(1) } as const;

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
}
const permissions = permissionTable({ publicReads: true });
const document = dereferenced(openApiDocument(allRoutes, permissions, 'access_token')) as unknown as Document;

/** Each of the three is omitted half of the time, so that the others are tested too. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

describe('bad input:', () => {
  const service = useService();
  const existing: Record<string, number | string> = {};
  before(async () => {
    const author = await service().author();
    existing.authors = author.id;
    existing.movies = (await service().movie({ authorId: author.id })).id;
    existing.auth = service().signedIn(await service().user()).sessionId;
    existing.series = (await service().series({ authorId: author.id })).id;
  });

  const send = async (method: string, url: string, options: CallOptions) => {
    const { status, body } = await service().call(method, url, options);
    expect(status, `${method} ${url}`).to.be.below(500);
    if (status >= 400) expect(body).to.include({ status }).and.to.include.keys('code', 'requestId');
    return status;
  };

  let admin: string | undefined;
  const sendBy = {
    guest: send,
    /** Signed in. If a request ends the session, the next request uses a new one. */
    admin: async (method: string, url: string, options: CallOptions) => {
      const status = admin === undefined ? 401 : await send(method, url, { ...options, token: admin });
      if (status !== 401) return;
      admin = await service().tokenAs('admin');
      await send(method, url, { ...options, token: admin });
    },
  };

  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { parameters, requestBody }] of Object.entries(operations)) {
      const schema = requestBody?.content['application/json']?.schema;
      seed += 1;
      const ownSeed = seed;
      const input = fc.record({
        id: sometimes(anyId),
        query: sometimes(anyQuery(parameters.filter((one) => one.in === 'query').map(({ name }) => name))),
        headers: sometimes(anyHeaders),
        body: schema ? anyBody(schema) : fc.constant(undefined),
      });

      for (const actor of ['admin', 'guest'] as const) {
        it(`any input to ${method.toUpperCase()} ${path} by a${actor === 'admin' ? 'n' : ''} ${actor}: gets a documented response, and no 5xx`, async () => {
          const kind = path.split('/')[3] ?? '';
          const property = fc.asyncProperty(input, async ({ id, query, headers, body }) => {
            const given = id ?? (existing[kind] || (await service().user()).id);
            const url = `${path.replace('{id}', String(given))}${query === undefined ? '' : `?${query}`}`;
            await sendBy[actor](method.toUpperCase(), url, { body, ...(headers && { headers }) });
          });
          await fc.assert(property, { seed: ownSeed, numRuns: tries[actor] });
        });
      }
    }
  }
});
