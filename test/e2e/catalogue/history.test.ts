import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, kinds, useReferencedItems } from './kinds.js';

describe('GET /{kind}/{id}/history', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, token } = asModerator(service);
  const history = (path: string) => service().call('GET', path, { token: token() });

  for (const { plural, full, minimal } of kinds)
    it(`of ${plural}: pages of versions; the fields of one restore it with If-Match, or POST a removed item`, async () => {
      const { body: item } = await send('POST', `/${plural}`, full);
      const path = `/api/v1/${plural}/${item.id}/history`;
      await send('PUT', `/${plural}/${item.id}`, minimal);
      const { body: page, headers } = await history(`${path}?limit=1`);
      expect(page.items).to.have.length(1);
      const [name] = Object.keys(minimal) as [string];
      expect([page.items[0].before[name], page.items[0].after[name]]).to.deep.equal([full[name], 'X']);
      const next = /^<(.+)>/.exec(headers.get('link') ?? '')?.[1] ?? '';
      const [created] = (await history(next)).body.items;
      expect([created.version, created.action]).to.deep.equal([
        1,
        `${page.items[0].action.split('.')[0]}.created`,
      ]);
      const restored = await send('PUT', `/${plural}/${item.id}`, created.item, { 'if-match': '"2"' });
      expect([restored.status, restored.headers.get('etag')]).to.deep.equal([200, '"3"']);
      expect(restored.body).to.deep.equal({ ...item, updatedAt: restored.body.updatedAt });
      const again = await send('PUT', `/${plural}/${item.id}`, created.item, { 'if-match': '"2"' });
      expect(again.status).to.equal(412);

      await send('DELETE', `/${plural}/${item.id}`);
      const [removed] = (await history(path)).body.items;
      expect(removed.action).to.match(/removed$/);
      const { status, body } = await send('POST', `/${plural}`, removed.item);
      expect([status, body.id > item.id]).to.deep.equal([201, true]);
      await send('DELETE', `/${plural}/${body.id}`);
    });

  it('of an unknown item: 404; with a cursor of another item: 400', async () => {
    const { id } = await service().movie({});
    const other = await service().movie({});
    for (const title of ['X', 'Y']) await send('PATCH', `/movies/${id}`, { title });
    const { body } = await history(`/api/v1/movies/${id}/history?limit=1`);
    const wrong = await history(`/api/v1/movies/${other.id}/history?cursor=${body.page.nextCursor}`);
    expect([wrong.status, wrong.body.code]).to.deep.equal([400, 'bad-cursor']);
    expect((await history('/api/v1/movies/2147483647/history')).status).to.equal(404);
  });
});
