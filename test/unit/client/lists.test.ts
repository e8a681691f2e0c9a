import { expect } from 'chai';
import { createClient } from '../../../clients/typescript/src/index.js';
import { baseUrl, scripted } from '../../support/scripted-fetch.js';

describe('lists of the client:', () => {
  it('with an array as parameter: separate its values by commas', async () => {
    const { fetch, paths } = scripted(() =>
      Response.json({ items: [], page: { limit: 20, nextCursor: null } }),
    );
    const client = createClient({ baseUrl, fetch });
    await client.GET('/api/v1/authors', { params: { query: { fields: ['id', 'name'] } } });
    expect(paths()).to.deep.equal(['GET /api/v1/authors?fields=id,name']);
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
