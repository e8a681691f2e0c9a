import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { asModerator } from './kinds.js';

describe('GET /{kind}/sync', () => {
  const service = useOwnService();
  const { read, send } = asModerator(service);
  const sync = async (query: string) => (await read(`/movies/sync?${query}`)).body;

  it('from nothing, page by page, and then with each token: returns what was changed since', async () => {
    const [one, two] = [await service().movie(), await service().movie()];
    const first = await sync('limit=1');
    expect(first).to.deep.include({ items: [one], removed: [], hasMore: true });
    let { token, hasMore } = first;
    const rest: unknown[] = [];
    while (hasMore) {
      const page = await sync(`token=${token}`);
      rest.push(...page.items);
      ({ token, hasMore } = page);
    }
    expect(rest).to.deep.equal([two]);
    expect(await sync(`token=${token}`)).to.deep.include({ items: [], removed: [], hasMore: false });
    const { body } = await send('PATCH', `/movies/${one.id}`, { title: 'Changed' });
    await send('DELETE', `/movies/${two.id}`);
    expect(await sync(`token=${token}`)).to.deep.include({
      items: [body],
      removed: [{ id: two.id, mergedInto: null }],
      hasMore: false,
    });
  });

  it('with a token of another list, a forged one or none at all: returns 410', async () => {
    const { token } = (await read('/authors/sync')).body;
    for (const wrong of [token, `${token}A`, 'x']) {
      const { status, body } = await read(`/movies/sync?token=${wrong}`);
      expect([status, body.code]).to.deep.equal([410, 'sync-token-expired']);
    }
    expect((await read('/movies/sync?token=')).status).to.equal(400);
  });
});
