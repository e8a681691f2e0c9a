import { expect } from 'chai';
import { createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, errorOf, problem, scripted } from '../../support/scripted-fetch.js';

describe('lists of the client:', () => {
  it('with an array as parameter: separate its values by commas', async () => {
    const { fetch, paths } = scripted(() =>
      Response.json({ items: [], page: { limit: 20, nextCursor: null } }),
    );
    const client = createClient({ baseUrl, fetch });
    await client.GET('/api/v1/authors', { params: { query: { fields: ['id', 'name'] } } });
    expect(paths()).to.deep.equal(['GET /api/v1/authors?fields=id,name']);
  });

  it('with an abort between two items of a page: end with its reason', async () => {
    const { fetch } = scripted(() =>
      Response.json({ items: [{}, {}], page: { limit: 2, nextCursor: null } }),
    );
    const controller = new AbortController();
    let read = 0;
    const walk = async () => {
      const { signal } = controller;
      for await (const _ of createClient({ baseUrl, fetch }).items('/api/v1/authors', { signal })) {
        read += 1;
        controller.abort();
      }
    };
    expect(await errorOf(walk())).to.have.property('name', 'AbortError');
    expect(read).to.equal(1);
  });

  it('with an empty page that has a cursor, and an error after it: continue, and then throw', async () => {
    const pages = [
      () => Response.json({ items: [], page: { limit: 2, nextCursor: 'a' } }),
      () => Response.json({ items: [{ id: 1 }], page: { limit: 2, nextCursor: 'b' } }),
      () => problem(400, 'bad-cursor'),
    ];
    const { fetch } = scripted((_, nth) => pages[nth - 1]?.() ?? problem(500, 'internal'));
    const read: unknown[] = [];
    const walk = async () => {
      for await (const one of createClient({ baseUrl, fetch }).items('/api/v1/authors')) read.push(one);
    };
    expect(await errorOf(walk())).to.include({ code: 'bad-cursor' });
    expect(read).to.deep.equal([{ id: 1 }]);
  });

  it('of search results: continue with the cursor of each page', async () => {
    const { fetch, paths } = scripted((_, nth) =>
      Response.json({ items: [{}], nextCursor: nth < 3 ? `${nth}` : null }),
    );
    const found = [];
    for await (const one of createClient({ baseUrl, fetch }).items('/api/v1/search', {
      params: { query: { q: 'heat' } },
    }))
      found.push(one);
    expect(found).to.have.length(3);
    expect(paths().map((path) => path.split('?')[1])).to.deep.equal([
      'q=heat',
      'q=heat&cursor=1',
      'q=heat&cursor=2',
    ]);
  });
});
