import { expect } from 'chai';
import { createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, item, problem, scripted } from '../../support/scripted-fetch.js';

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

  it('are at most as many as its limit: the least recently used ones are read again, but changed with their ETag', async () => {
    const read = [1, 2, 1, 3, 1, 2].map((id) => ['GET', id] as const);
    const sent = await conditionsOf([...read, ['PATCH', 3]]);
    expect(sent).to.deep.equal([null, null, '"1"', null, '"1"', null, '"1"']);
  });

  it('with weak ETags, as a compressing proxy makes them: are sent with changes as the strong ones that they were', async () => {
    const steps = [
      ['GET', 1],
      ['PATCH', 1],
    ] as const;
    expect(await conditionsOf(steps, { etag: 'W/"1"' })).to.deep.equal([null, '"1"']);
    const { fetch, received } = scripted(() => item(1));
    const headers = { 'If-Match': 'W/"1"' };
    await createClient({ baseUrl, fetch }).PATCH(path, { params: { path: { id: 1 } }, body, headers });
    expect(received[0]?.headers.get('if-match')).to.equal('"1"');
  });

  it('of a service under a path: are those of its items, also of a created one', async () => {
    const prefix = `${baseUrl}/films`;
    const { fetch, paths, received } = scripted(({ method }) =>
      method === 'POST' ? item(1, {}, { location: `${baseUrl}/api/v1/authors/1` }, 201) : item(2),
    );
    const client = createClient({ baseUrl: `${prefix}/`, fetch });
    await client.POST('/api/v1/authors', { body });
    await client.PATCH(path, { params: { path: { id: 1 } }, body });
    expect(paths()).to.deep.equal(['POST /films/api/v1/authors', 'PATCH /films/api/v1/authors/1']);
    expect(received[1]?.headers.get('if-match')).to.equal('"1"');
  });

  it('of a removed item, removed here or elsewhere: are forgotten', async () => {
    for (const gone of [new Response(null, { status: 204 }), problem(404, 'not-found')]) {
      const { fetch, received } = scripted(({ method }) => (method === 'DELETE' ? gone : item(1)));
      const client = createClient({ baseUrl, fetch });
      const params = { path: { id: 1 } };
      await client.GET(path, { params });
      await client.DELETE(path, { params }).catch(() => undefined);
      await client.GET(path, { params });
      expect(received.map(({ headers }) => headers.get('if-none-match'))).to.deep.equal([null, null, null]);
    }
  });

  it('of a read that ends after a change which began later: do not replace the newer one', async () => {
    let respond = (_: Response) => {};
    const { fetch, received } = scripted(({ method }, nth) =>
      method === 'GET'
        ? new Promise((resolve) => {
            respond = resolve;
          })
        : item(nth),
    );
    const client = createClient({ baseUrl, fetch });
    const params = { path: { id: 1 } };
    const reading = client.GET(path, { params });
    await client.PATCH(path, { params, body });
    respond(item(1));
    await reading;
    await client.PATCH(path, { params, body });
    expect(received.at(-1)?.headers.get('if-match')).to.equal('"2"');
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

  it('of another Authorization header: are not those of the session', async () => {
    const { fetch, received } = scripted(() => item(1));
    const client = createClient({ baseUrl, fetch });
    const [params, headers] = [{ path: { id: 1 } }, { Authorization: 'Bearer of another account' }];
    await client.GET(path, { params, headers });
    await client.PATCH(path, { params, body });
    await client.PATCH(path, { params, body, headers });
    expect(received.map(({ headers: sent }) => sent.get('if-match'))).to.deep.equal([null, null, '"1"']);
  });

  it('after a sign-in during a read: are not those of the earlier account', async () => {
    const { fetch, received } = scripted(async ({ method }, nth) => {
      if (method === 'POST') return Response.json({ accessToken: 'a', refreshToken: 'b', user: { id: 2 } });
      if (nth === 1) await client.signIn({ email: 'grace@example.com', password: 'seven quiet violins' });
      return item(1);
    });
    const client = createClient({ baseUrl, fetch });
    const params = { path: { id: 1 } };
    await client.GET(path, { params });
    await client.PATCH(path, { params, body });
    expect(received.at(-1)?.headers.get('if-match')).to.equal(null);
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
