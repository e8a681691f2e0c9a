import { expect } from 'chai';
import { genres } from '../../../src/core/catalogue/genre.js';
import { useService } from '../../support/service.js';
import { asModerator, itemsOf, kinds, pagesOf, pointersOf, useReferencedItems } from './kinds.js';

const unknownId = 2147483647;

describe('titles and their authors', () => {
  const service = useService();
  useReferencedItems(service);
  const { send, read } = asModerator(service);
  const titleKinds = kinds.filter(({ isTitle }) => isTitle);

  for (const { plural, minimal } of titleKinds) {
    const add = (draft: object = {}) => service().create(plural, { ...minimal, ...draft });

    it(`GET /authors/{id}/${plural}: returns only those of the author, page by page; its cursors are invalid in other lists`, async () => {
      const [{ id: authorId }, { id: other }] = [await service().author(), await service().author()];
      const path = `/authors/${authorId}/${plural}`;
      expect((await read(path)).body.items).to.deep.equal([]);
      const mine = [await add({ authorId }), await add({ authorId }), await add({ authorId })];
      await add({ authorId: other });
      const pages = await pagesOf(service(), `/api/v1${path}?limit=2&count=exact`);
      expect(itemsOf(pages)).to.deep.equal(mine);
      for (const { body } of pages) expect(body.page).to.include({ limit: 2, total: 3 });
      const nextCursor = pages[0]?.body.page.nextCursor;
      const elsewhere = await read(`/authors/${other}/${plural}?cursor=${nextCursor}`);
      expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([400, 'bad-cursor']);
      const unknown = await read(`/authors/${unknownId}/${plural}`);
      expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'not-found']);
    });

    it(`GET /${plural}/{id}/author: follows changes of the title and its author`, async () => {
      const author = await service().author();
      const { id } = await add({ authorId: author.id });
      const path = `/${plural}/${id}/author`;
      const found = await read(path);
      expect([found.status, found.body, found.headers.get('etag')]).to.deep.equal([200, author, null]);
      await send('PATCH', `/authors/${author.id}`, { name: 'Varda' });
      expect((await read(path)).body.name).to.equal('Varda');
      await send('PATCH', `/${plural}/${id}`, { authorId: null });
      const none = await read(path);
      expect([none.status, none.body.code]).to.deep.equal([404, 'no-author']);
      const unknown = await read(`/${plural}/${unknownId}/author`);
      expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'not-found']);
    });

    it(`writes to /${plural}: with an unknown author: return 422 and name the field`, async () => {
      const added = await add();
      const draft = { ...minimal, authorId: unknownId };
      for (const [method, path] of [
        ['POST', `/${plural}`],
        ['PUT', `/${plural}/${added.id}`],
        ['PATCH', `/${plural}/${added.id}`],
      ] as const) {
        const { status, body } = await send(method, path, draft);
        expect([status, body.code, pointersOf(body)]).to.deep.equal([422, 'author-not-found', ['/authorId']]);
      }
      expect((await read(`/${plural}/${added.id}`)).body).to.deep.equal(added);
    });
  }

  it('writes with a taken imdbId or sourceId: return 409 and name the field', async () => {
    const keys = { imdbId: 'tt1234567', sourceId: 'taken' };
    const holder = await service().movie(keys);
    const { id } = await service().movie();
    for (const [key, code] of [
      ['imdbId', 'imdb-id-taken'],
      ['sourceId', 'source-id-taken'],
    ] as const)
      for (const [method, path] of [
        ['POST', '/movies'],
        ['PUT', `/movies/${id}`],
        ['PATCH', `/movies/${id}`],
      ] as const) {
        const { status, body } = await send(method, path, { title: 'X', [key]: keys[key] });
        expect([status, body.code, pointersOf(body)]).to.deep.equal([409, code, [`/${key}`]]);
      }
    expect((await send('PUT', `/movies/${holder.id}`, { title: 'X', ...keys })).status).to.equal(200);
  });

  it('DELETE /authors/{id} with titles: returns 409 and their numbers', async () => {
    const { id: authorId } = await service().author();
    for (let i = 0; i < 2; i += 1) await service().movie({ authorId });
    await service().series({ authorId });
    const { status, body } = await send('DELETE', `/authors/${authorId}`);
    expect([status, body.code]).to.deep.equal([409, 'author-has-titles']);
    expect(body.detail)
      .to.match(/\b2 movies\b/)
      .and.to.match(/\b1 series\b/);
    expect((await read(`/authors/${authorId}`)).status).to.equal(200);
  });

  it('GET /genres: counts titles as they are created, changed and removed', async () => {
    const count = async (genre: string) =>
      (await read('/genres')).body.items.find((item: { genre: string }) => item.genre === genre);
    const { items } = (await read('/genres')).body;
    expect(items.map(({ genre }: { genre: string }) => genre)).to.deep.equal([...genres]);
    const news = await count('news');
    const { id } = await service().movie({ genres: ['western', 'news'] });
    await service().series({ genres: ['news'] });
    const series = news.series + 1;
    expect(await count('news')).to.deep.equal({ ...news, movies: news.movies + 1, series });
    await send('PATCH', `/movies/${id}`, { genres: ['western'] });
    expect(await count('news')).to.deep.equal({ ...news, series });
  });
});
