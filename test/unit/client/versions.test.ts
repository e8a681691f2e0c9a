import { expect } from 'chai';
import { createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, item, scripted } from '../../support/scripted-fetch.js';

const path = '/api/v1/authors/{id}';
const body = { name: 'Agnès Varda' };

describe('the versions that the client remembers:', () => {
  /** Reads and changes these ids with a client that remembers two items. Returns the conditional headers sent. */
  const conditionsOf = async (
    steps: readonly (readonly ['GET' | 'PATCH', id: number])[],
    headers: Record<string, string> = {},
  ) => {
    const { fetch, received } = scripted((request) =>
      request.headers.has('if-none-match') ? new Response(null, { status: 304 }) : item(1, {}, headers),
    );
    const client = createClient({ baseUrl, fetch, maxItems: 2 });
    for (const [method, id] of steps) {
      if (method === 'GET')
        expect((await client.GET(path, { params: { path: { id } } })).data).to.include({ id: 1 });
      else await client.PATCH(path, { params: { path: { id } }, body });
    }
    return received.map(({ headers: sent }) => sent.get('if-none-match') ?? sent.get('if-match'));
  };

  it('are at most as many as its limit: the least recently used ones are forgotten', async () => {
    const read = [1, 2, 1, 3, 1, 2].map((id) => ['GET', id] as const);
    expect(await conditionsOf(read)).to.deep.equal([null, null, '"1"', null, '"1"', null]);
  });

  it('of an account, whose responses are no-store: are sent with changes, but not to reuse them for a read', async () => {
    const steps = [
      ['GET', 1],
      ['GET', 1],
      ['PATCH', 1],
    ] as const;
    const sent = await conditionsOf(steps, { 'cache-control': 'private, no-store' });
    expect(sent).to.deep.equal([null, null, '"1"']);
  });

  it('of an item that the client has created: is sent with its first change, but not in place of a newer version', async () => {
    const { fetch, received } = scripted(({ method }) =>
      method === 'POST'
        ? new Response(JSON.stringify({ id: 1 }), {
            status: 201,
            headers: { etag: '"1"', location: '/api/v1/authors/1' },
          })
        : item(2),
    );
    const client = createClient({ baseUrl, fetch });
    const create = () => client.POST('/api/v1/authors', { body });
    const change = () => client.PATCH(path, { params: { path: { id: 1 } }, body });
    for (const step of [create, change, create, change]) await step();
    const sent = received.map(({ headers }) => headers.get('if-match'));
    expect(sent).to.deep.equal([null, '"1"', null, '"2"']);
  });

  it('with conditions of the caller: are not sent', async () => {
    const { fetch, received } = scripted(() => item(1));
    const client = createClient({ baseUrl, fetch });
    const params = { path: { id: 1 } };
    await client.GET(path, { params });
    await client.GET(path, { params, headers: { 'If-None-Match': '"7"' } });
    await client.PATCH(path, { params, body, headers: { 'If-Match': '"8"' } });
    expect(
      received.map(({ headers }) => headers.get('if-none-match') ?? headers.get('if-match')),
    ).to.deep.equal([null, '"7"', '"8"']);
  });

  it('after a sign-in and a sign-out: are forgotten', async () => {
    const { fetch, received } = scripted(({ method }) =>
      method === 'GET' ? item(1) : Response.json({ accessToken: 'a', refreshToken: 'b', user: { id: 1 } }),
    );
    const client = createClient({ baseUrl, fetch });
    const read = () => client.GET(path, { params: { path: { id: 1 } } });
    await read();
    await client.signIn({ email: 'ada@example.com', password: 'seven quiet violins' });
    await read();
    await client.signOut();
    await read();
    for (const { headers } of received) expect(headers.get('if-none-match')).to.equal(null);
  });
});
