import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { ClientOptions, ConflictError } from '../../../clients/typescript/src/index.js';
import { errorOf, problem } from '../../support/scripted-fetch.js';
import { useService } from '../../support/service.js';
import { clientOf, moderatorOf } from './clients.js';

const authors = '/api/v1/authors';
const author = '/api/v1/authors/{id}';

describe('the client and items:', () => {
  const service = useService();

  it('a list: is walked page by page, with its filters, until the end or an abort', async () => {
    const prefix = randomUUID();
    const made: number[] = [];
    for (const letter of 'ABCDE') made.push((await service().author({ name: `${prefix} ${letter}` })).id);
    const { client, traffic } = clientOf(service());
    const query = { 'name.prefix': prefix, sort: 'name', limit: 2 } as const;
    const read: number[] = [];
    for await (const { id } of client.items(authors, { params: { query } })) read.push(id);
    expect(read).to.deep.equal(made);
    expect(traffic.statuses).to.have.length(3);
    const controller = new AbortController();
    const walk = async () => {
      for await (const _ of client.pages(authors, { params: { query }, signal: controller.signal }))
        controller.abort();
    };
    expect(await errorOf(walk())).to.have.property('name', 'AbortError');
    expect(traffic.statuses).to.have.length(4);
  });

  it('an item read again: is sent again only if it has changed', async () => {
    const { id } = await service().author();
    const { client, traffic } = clientOf(service());
    const params = { path: { id } };
    const [first, second] = [await client.GET(author, { params }), await client.GET(author, { params })];
    expect(second.data).to.deep.equal(first.data);
    const { client: moderator } = await moderatorOf(service());
    await moderator.PATCH(author, { params, body: { name: 'Agnes Varda' } });
    expect((await client.GET(author, { params })).data.name).to.equal('Agnes Varda');
    expect(traffic.statuses).to.deep.equal([200, 304, 200]);
  });

  it('a change of an item that another client has changed: throws both versions, and changes nothing; then succeeds', async () => {
    const { id } = await service().author({ name: 'Agnès Varda', birthYear: 1928 });
    const params = { path: { id } };
    const [{ client: ours }, { client: theirs }] = [
      await moderatorOf(service()),
      await moderatorOf(service()),
    ];
    await ours.GET(author, { params });
    await theirs.PATCH(author, { params, body: { name: 'Agnes Varda' } });
    const change = () => ours.PATCH(author, { params, body: { birthYear: 1929 } });
    const { code, expected, current } = (await errorOf(change())) as ConflictError;
    expect([code, expected?.etag, current?.etag]).to.deep.equal(['precondition-failed', '"1"', '"2"']);
    expect(expected?.data).to.include({ name: 'Agnès Varda', birthYear: 1928 });
    expect(current?.data).to.include({ name: 'Agnes Varda', birthYear: 1928 });
    // The conflict has shown the current version, so the next change is meant for that one.
    expect((await change()).data).to.include({ name: 'Agnes Varda', birthYear: 1929 });
    expect((await change()).response.status).to.equal(200);
    await ours.DELETE(author, { params });
  });

  it('a change with the ETag of an older version than the one read last: throws that version as the expected one', async () => {
    const { id } = await service().author({ name: 'Agnès Varda' });
    const params = { path: { id } };
    const { client } = await moderatorOf(service());
    const opened = (await client.GET(author, { params })).response.headers.get('ETag');
    const { client: theirs } = await moderatorOf(service());
    await theirs.PATCH(author, { params, body: { name: 'Agnes Varda' } });
    await client.GET(author, { params });
    const body = { name: 'Arlette Varda' };
    const change = client.PATCH(author, { params, body, headers: { 'If-Match': opened } });
    const { name, expected, current } = (await errorOf(change)) as ConflictError;
    expect([name, expected?.etag, current?.etag]).to.deep.equal(['ConflictError', '"1"', '"2"']);
    expect(expected?.data).to.include({ name: 'Agnès Varda' });
  });

  it('a POST with an Idempotency-Key whose response was lost: is repeated, and creates one item', async () => {
    let lost = 0;
    const fetch: ClientOptions['fetch'] = async (request) => {
      const response = await globalThis.fetch(request);
      if (request.method !== 'POST' || lost > 0) return response;
      lost = response.status;
      return problem(503, 'unavailable', { 'retry-after': '0' });
    };
    const { client, traffic } = await moderatorOf(service(), { fetch });
    const name = `Agnès Varda ${randomUUID()}`;
    const header = { 'Idempotency-Key': randomUUID() };
    const { data, response } = await client.POST(authors, { params: { header }, body: { name } });
    expect([lost, traffic.statuses]).to.deep.equal([201, [503, 201]]);
    expect(response.headers.get('Idempotency-Replayed')).to.equal('true');
    const { data: found } = await client.GET(authors, {
      params: { query: { 'name.prefix': name, sort: 'name' } },
    });
    expect(found.items.map(({ id }) => id)).to.deep.equal([data.id]);
  });

  it('an invalid body: throws an error with a code, and what is wrong with each field', async () => {
    const { client } = await moderatorOf(service());
    const error = await errorOf(client.POST(authors, { body: { name: '', birthYear: 99_999 } }));
    expect(error).to.include({ code: 'validation-failed', status: 422 });
    expect((error as ConflictError).errors.map(({ pointer }) => pointer)).to.deep.equal([
      '/name',
      '/birthYear',
    ]);
  });
});
