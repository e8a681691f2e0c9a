import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { useOwnService } from '../../support/service.js';
import { kindsWithPodcasts, podcastTable } from '../../support/toy-kind.js';
import { asModerator, pointersOf } from './kinds.js';

const podcast = { title: 'Radiolab', hosts: 2, genres: ['documentary'] };

describe('a new kind of titles', () => {
  const service = useOwnService({}, { kinds: kindsWithPodcasts });
  const { send, read } = asModerator(service);
  before(() => service().service.container.get(ids.Database).raw(podcastTable));
  const add = (overrides: object = {}) => service().create('podcasts', { ...podcast, ...overrides });

  it('its routes: from creating to removing: work', async () => {
    const created = await send('POST', '/podcasts', podcast);
    const { id } = created.body;
    expect([created.status, created.headers.get('location')]).to.deep.equal([201, `/api/v1/podcasts/${id}`]);
    expect(created.body).to.include({ title: 'Radiolab', hosts: 2, description: null });
    const path = `/podcasts/${id}`;
    expect((await send('PATCH', path, { hosts: 3 }, { 'if-match': '"1"' })).body.hosts).to.equal(3);
    expect((await read(path)).body.hosts).to.equal(3);
    expect((await send('PUT', path, { title: 'X' }, { 'if-match': '"1"' })).status).to.equal(412);
    expect((await send('PUT', path, { title: 'X' })).body.hosts).to.equal(1);
    expect((await read('/podcasts?count=exact')).body.page.total).to.equal(1);
    expect((await send('DELETE', path)).status).to.equal(204);
    expect((await read(path)).status).to.equal(404);
  });

  it('its export: of the own field: tells it', async () => {
    const { id } = await add();
    const { status, text } = await send('GET', '/podcasts/export');
    expect([status, JSON.parse(text).hosts, JSON.parse(text).author]).to.deep.equal([200, 2, null]);
    await send('DELETE', `/podcasts/${id}`);
  });

  it('its rules: of a field and across fields: are held', async () => {
    const field = await send('POST', '/podcasts', { ...podcast, hosts: 0, runtimeMinutes: 1 });
    expect([field.status, pointersOf(field.body)]).to.deep.equal([422, ['/hosts', '/runtimeMinutes']]);
    const across = await send('POST', '/podcasts', { ...podcast, title: 'Solo' });
    expect([across.status, pointersOf(across.body)]).to.deep.equal([422, ['/hosts']]);
  });

  it('its constraints: of author and IMDb id: mean what they mean elsewhere', async () => {
    const unknown = await send('POST', '/podcasts', { ...podcast, authorId: 2147483647 });
    expect([unknown.status, unknown.body.code]).to.deep.equal([422, 'author-not-found']);
    const { id } = await add({ imdbId: 'tt0000001' });
    const taken = await send('POST', '/podcasts', { ...podcast, imdbId: 'tt0000001' });
    expect([taken.status, taken.body.code]).to.deep.equal([409, 'imdb-id-taken']);
    await send('DELETE', `/podcasts/${id}`);
  });

  it('its documentation: in the OpenAPI document: has all routes and the own field', async () => {
    const { paths, components } = (await service().call('GET', '/openapi.json')).body;
    const documented = Object.entries(paths as Record<string, object>).flatMap(([path, operations]) =>
      path.includes('podcasts') ? Object.keys(operations).map((method) => `${method} ${path}`) : [],
    );
    expect(documented).to.have.members([
      'get /api/v1/podcasts',
      'post /api/v1/podcasts',
      'get /api/v1/podcasts/export',
      'get /api/v1/podcasts/{id}',
      'put /api/v1/podcasts/{id}',
      'patch /api/v1/podcasts/{id}',
      'delete /api/v1/podcasts/{id}',
      'get /api/v1/authors/{id}/podcasts',
      'get /api/v1/podcasts/{id}/author',
    ]);
    for (const name of ['Podcast', 'PodcastDraft', 'PodcastPatch']) {
      expect(components.schemas[name].properties).to.have.property('hosts');
    }
  });

  it('its permissions: for guests and users: are those of the catalogue', async () => {
    const { id } = await add();
    const user = await service().tokenAs('user');
    for (const [method, path, body] of [
      ['POST', '/podcasts', podcast],
      ['PUT', `/podcasts/${id}`, podcast],
      ['PATCH', `/podcasts/${id}`, podcast],
      ['DELETE', `/podcasts/${id}`, undefined],
    ] as const) {
      const ask = async (token?: string) =>
        (await service().call(method, `/api/v1${path}`, { token, body })).status;
      expect([await ask(), await ask(user)]).to.deep.equal([401, 403]);
    }
    expect((await read(`/podcasts/${id}`)).status).to.equal(200);
    await send('DELETE', `/podcasts/${id}`);
  });

  it('its author: with nothing but podcasts: has a list of them and cannot be removed', async () => {
    const { id: authorId } = await service().author();
    const added = await add({ authorId });
    expect((await read(`/authors/${authorId}/podcasts`)).body.items).to.deep.equal([added]);
    expect((await read(`/podcasts/${added.id}/author`)).body.id).to.equal(authorId);
    const refused = await send('DELETE', `/authors/${authorId}`);
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'author-has-titles']);
    expect(refused.body.detail).to.include('1 podcasts');
    await send('DELETE', `/podcasts/${added.id}`);
    expect((await send('DELETE', `/authors/${authorId}`)).status).to.equal(204);
  });

  it('its genres: counted: stand beside those of movies and series', async () => {
    const { id } = await add();
    await service().movie({ genres: ['documentary'] });
    const { items } = (await read('/genres')).body;
    const documentary = items.find(({ genre }: { genre: string }) => genre === 'documentary');
    expect(documentary).to.deep.equal({ genre: 'documentary', movies: 1, series: 0, podcasts: 1 });
    expect((await send('DELETE', `/podcasts/${id}`)).status).to.equal(204);
  });
});
