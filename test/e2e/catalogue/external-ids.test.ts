import { expect } from 'chai';
import { useService } from '../../support/service.js';
import { asModerator, pointersOf } from './kinds.js';

describe('external ids of items', () => {
  const service = useService();
  const { send, read } = asModerator(service);
  const idsOf = async (query: string) =>
    (await read(`/movies?${query}`)).body.items.map(({ id }: { id: number }) => id);

  it('created, changed and removed: are those of the item, each in a new version', async () => {
    const draft = { title: 'X', sourceId: 'ext-1', externalIds: { imdb: 'tt8000001', tmdb: '8000001' } };
    const { status, body, headers } = await send('POST', '/movies', draft);
    expect([status, body.imdbId, headers.get('etag')]).to.deep.equal([201, 'tt8000001', '"1"']);
    expect(body.externalIds).to.deep.equal({ imdb: 'tt8000001', source: 'ext-1', tmdb: '8000001' });
    const path = `/movies/${body.id}`;
    const patch = { imdbId: null, externalIds: { source: 'ext-2', douban: '1:2' } };
    const changed = await send('PATCH', path, patch, { 'if-match': '"1"' });
    expect(changed.headers.get('etag')).to.equal('"2"');
    expect(changed.body.externalIds).to.deep.equal({ douban: '1:2', source: 'ext-2', tmdb: '8000001' });
    expect(changed.body).to.include({ imdbId: null, sourceId: 'ext-2' });
    const removed = await send('PATCH', path, { externalIds: { tmdb: null } });
    expect([removed.headers.get('etag'), removed.body.externalIds.tmdb]).to.deep.equal(['"3"', undefined]);
    expect((await send('PUT', path, { title: 'X' })).body.externalIds).to.deep.equal({});
    await send('DELETE', path);
  });

  it('as a filter: find the item, also by ids with a separate field, and are never stale', async () => {
    const find = () => idsOf('externalId=tmdb:8000002');
    expect(await find()).to.deep.equal([]);
    const { id } = await service().movie({ imdbId: 'tt8000002', externalIds: { tmdb: '8000002', a: 'b:c' } });
    expect(await find()).to.deep.equal([id]);
    for (const filter of ['a:b:c', 'imdb:tt8000002']) {
      expect(await idsOf(`externalId=${filter}&sort=-id&count=exact`)).to.deep.equal([id]);
    }
    await send('PATCH', `/movies/${id}`, { externalIds: { tmdb: '8000003' } });
    expect(await find()).to.deep.equal([]);
    for (const query of ['externalId=603', 'externalId=tmdb:', 'externalId=tmdb:1&genre=drama'])
      expect((await read(`/movies?${query}`)).status).to.equal(400);
  });

  it('of another item of the kind: return 409 and the pointer; of another kind: are free', async () => {
    const externalIds = { tmdb: '8000004' };
    await service().movie({ externalIds });
    const { id } = await service().movie();
    for (const [method, path] of [
      ['POST', '/movies'],
      ['PUT', `/movies/${id}`],
      ['PATCH', `/movies/${id}`],
    ] as const) {
      const { status, body } = await send(method, path, {
        title: 'X',
        externalIds: { new: '1', ...externalIds },
      });
      expect([status, body.code, pointersOf(body)]).to.deep.equal([
        409,
        'external-id-taken',
        ['/externalIds/tmdb'],
      ]);
    }
    expect((await send('POST', '/series', { title: 'X', externalIds })).status).to.equal(201);
  });
});
