import { expect } from 'chai';
import { ConflictError, createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, item, problem, type Received, scripted } from '../../support/scripted-fetch.js';

const path = '/api/v1/authors/{id}';
const params = { path: { id: 1 } };
const body = { name: 'Agnès Varda' };

describe('a conflict of the client:', () => {
  /** The error of a change that conflicts, where the current version is read with this response. */
  const conflictWith = async (
    current: (request: Received) => Response | Promise<Response>,
    init: object = {},
  ) => {
    const { fetch, received } = scripted((request) =>
      request.method === 'PATCH' ? problem(412, 'precondition-failed') : current(request),
    );
    const client = createClient({ baseUrl, fetch });
    const error = (await errorOf(client.PATCH(path, { params, body, ...init }))) as ConflictError;
    return { error, received };
  };

  it('with an item that was removed, or that cannot be read: says which', async () => {
    for (const [current, isRemoved] of [
      [() => problem(404, 'not-found'), true],
      [() => problem(503, 'unavailable'), false],
      [() => problem(401, 'session-ended'), false],
      [() => Promise.reject(new TypeError('fetch failed')), false],
    ] as const) {
      const { error } = await conflictWith(current);
      expect(error).to.be.instanceOf(ConflictError);
      expect(error).to.include({ code: 'precondition-failed', current: undefined, isRemoved });
    }
  });

  it('with an abort while the current version is read: rejects with its reason', async () => {
    const controller = new AbortController();
    const abort = () => {
      controller.abort();
      return Promise.reject(controller.signal.reason);
    };
    const { error } = await conflictWith(abort, { signal: controller.signal });
    expect(error).to.have.property('name', 'AbortError');
  });

  it('with headers of the caller: reads the current version with them, unconditionally', async () => {
    const headers = { 'X-Tenant': 'cinema', 'If-Match': '"1"' };
    const { error, received } = await conflictWith(() => item(2), { headers });
    expect(error.current?.etag).to.equal('"2"');
    const { headers: sent } = received[1] as Received;
    const names = ['x-tenant', 'if-match', 'content-type'];
    expect(names.map((name) => sent.get(name))).to.deep.equal(['cinema', null, null]);
  });
});
