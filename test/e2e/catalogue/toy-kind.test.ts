import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useOwnService } from '../../support/service.js';
import { concertTable, kindsWithConcerts } from '../../support/toy-kind.js';
import { asModerator, pointersOf } from './kinds.js';

const concert = { title: 'Proms', players: 80 };
const unknownId = 2147483647;

describe('a new kind', () => {
  const service = useOwnService({}, { kinds: kindsWithConcerts });
  const { send, read } = asModerator(service);
  before(() => service().service.container.get(ids.Database).raw(concertTable));
  const add = (overrides: object = {}) => service().create('concerts', { ...concert, ...overrides });

  it('its routes: from POST to DELETE: work', async () => {
    const created = await send('POST', '/concerts', concert);
    const { id } = created.body;
    expect([created.status, created.headers.get('location')]).to.deep.equal([201, `/api/v1/concerts/${id}`]);
    expect(created.body).to.include({ title: 'Proms', players: 80, conductorId: null });
    const path = `/concerts/${id}`;
    expect((await send('PATCH', path, { players: 3 }, { 'if-match': '"1"' })).body.players).to.equal(3);
    expect((await read(path)).body.players).to.equal(3);
    expect((await send('PUT', path, { title: 'X' }, { 'if-match': '"1"' })).status).to.equal(412);
    expect((await send('PUT', path, { title: 'X' })).body.players).to.equal(1);
    expect((await read('/concerts?count=exact')).body.page.total).to.equal(1);
    expect((await read('/concerts?q=x')).body.items).to.have.length(1);
    expect((await send('DELETE', path)).status).to.equal(204);
    expect((await read(path)).status).to.equal(404);
  });

  it('its rules: of a field and across fields: are checked', async () => {
    const field = await send('POST', '/concerts', { ...concert, players: 0, imdbId: 'tt0000001' });
    expect([field.status, pointersOf(field.body)]).to.deep.equal([422, ['/imdbId', '/players']]);
    const across = await send('POST', '/concerts', { ...concert, title: 'Solo' });
    expect([across.status, pointersOf(across.body)]).to.deep.equal([422, ['/players']]);
  });

  it('its references: to an unknown item: return 422 with the code of its kind and the field', async () => {
    for (const [field, code] of [
      ['conductorId', 'author-not-found'],
      ['composerId', 'author-not-found'],
      ['encoreOfId', 'reference-not-found'],
    ] as const) {
      const { status, body } = await send('POST', '/concerts', { ...concert, [field]: unknownId });
      expect([status, body.code, pointersOf(body)]).to.deep.equal([422, code, [`/${field}`]]);
    }
  });

  it('an item that others refer to: on removal: returns 409 and their number', async () => {
    const { id: authorId } = await service().author();
    const first = await add({ conductorId: authorId, composerId: authorId });
    const second = await add({ encoreOfId: first.id });
    const author = await send('DELETE', `/authors/${authorId}`);
    expect([author.status, author.body.code]).to.deep.equal([409, 'author-has-titles']);
    expect(author.body.detail).to.equal('This author still has 1 concert.');
    const original = await send('DELETE', `/concerts/${first.id}`);
    expect([original.status, original.body.code]).to.deep.equal([409, 'still-referenced']);
    expect(original.body.detail).to.equal('This concert still has 1 concert.');
    for (const path of [`/concerts/${second.id}`, `/concerts/${first.id}`, `/authors/${authorId}`])
      expect((await send('DELETE', path)).status).to.equal(204);
  });

  it('its references: after a merge of their target: all refer to the other item, in one new version', async () => {
    const [{ id }, { id: into }] = [await service().author(), await service().author()];
    const first = await add({ conductorId: id, composerId: id });
    const second = await add({ encoreOfId: first.id, composerId: id, conductorId: into });
    expect((await send('POST', `/authors/${id}/merge`, { into })).status).to.equal(200);
    const third = await add();
    expect((await send('POST', `/concerts/${first.id}/merge`, { into: third.id })).status).to.equal(200);
    const { body, headers } = await read(`/concerts/${second.id}`);
    expect(body).to.include({ conductorId: into, composerId: into, encoreOfId: third.id });
    expect(headers.get('etag')).to.equal('"3"');
  });

  it('its references: of several to one kind: have a list, a filter and the item of each', async () => {
    const [conductor, composer] = [await service().author(), await service().author()];
    const first = await add({ conductorId: conductor.id, composerId: composer.id });
    const second = await add({ encoreOfId: first.id });
    const items = async (path: string) => (await read(path)).body.items;
    expect(await items(`/authors/${conductor.id}/concerts`)).to.deep.equal([first]);
    expect(await items(`/authors/${composer.id}/concerts`)).to.deep.equal([]);
    expect(await items(`/authors/${composer.id}/concerts-by-composer`)).to.deep.equal([first]);
    expect(await items(`/concerts?composerId=${composer.id}`)).to.deep.equal([first]);
    expect(await items(`/concerts/${first.id}/concerts`)).to.deep.equal([second]);
    expect((await read(`/concerts/${first.id}/conductor`)).body).to.deep.equal(conductor);
    expect((await read(`/concerts/${second.id}/encore-of`)).body).to.deep.equal(first);
    const unset = await read(`/concerts/${first.id}/encore-of`);
    expect([unset.status, unset.body.code]).to.deep.equal([404, 'reference-not-set']);
  });

  it('its references: with include: are put into each item, or null', async () => {
    const composer = await service().author();
    const first = await add({ composerId: composer.id });
    await add({ encoreOfId: first.id });
    const { items } = (await read('/concerts?include=encoreOf,composer&fields=id&limit=100')).body;
    expect(items.slice(-2).map((one: Record<string, unknown>) => [one.composer, one.encoreOf])).to.deep.equal(
      [
        [composer, null],
        [null, first],
      ],
    );
    expect((await read('/concerts?include=players')).status).to.equal(400);
  });

  it('its documentation: in the OpenAPI document: has every route with its errors, and the additional field', async () => {
    const { paths, components } = (await service().call('GET', '/openapi.json')).body;
    const documented = Object.entries(paths as Record<string, object>).flatMap(([path, operations]) =>
      path.includes('concerts') ? Object.keys(operations).map((method) => `${method} ${path}`) : [],
    );
    expect(documented).to.have.members([
      'get /api/v1/concerts',
      'post /api/v1/concerts',
      'get /api/v1/concerts/export',
      'get /api/v1/concerts/sync',
      'get /api/v1/concerts/{id}',
      'put /api/v1/concerts/{id}',
      'patch /api/v1/concerts/{id}',
      'delete /api/v1/concerts/{id}',
      'post /api/v1/concerts/{id}/merge',
      'get /api/v1/concerts/{id}/history',
      'get /api/v1/concerts/duplicates',
      'post /api/v1/concerts/bulk',
      'get /api/v1/authors/{id}/concerts',
      'get /api/v1/authors/{id}/concerts-by-composer',
      'get /api/v1/concerts/{id}/concerts',
      'get /api/v1/concerts/{id}/conductor',
      'get /api/v1/concerts/{id}/composer',
      'get /api/v1/concerts/{id}/encore-of',
    ]);
    for (const name of ['Concert', 'ConcertDraft', 'ConcertPatch']) {
      expect(components.schemas[name].properties).to.have.property('players');
    }
    const described = (path: string, method: string, status: number) =>
      paths[`/api/v1${path}`][method].responses[status].description;
    expect(described('/concerts', 'post', 422)).to.match(/author-not-found, reference-not-found/);
    expect(described('/concerts', 'post', 409)).not.to.include('imdb-id-taken');
    expect(described('/concerts/{id}', 'delete', 409)).to.equal('still-referenced');
    expect(paths['/api/v1/series/{id}'].delete.responses).not.to.have.property('409');
  });

  it('without genres: it is not counted at /genres', async () => {
    const { items } = (await read('/genres')).body;
    expect(Object.keys(items[0])).to.deep.equal(['genre', 'movies', 'series']);
  });
});
