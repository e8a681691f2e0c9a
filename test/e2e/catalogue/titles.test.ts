import { expect } from 'chai';
import { genres } from '../../../src/core/catalogue/genre.js';
import { useService } from '../../support/service.js';
import { asModerator, kinds, pointersOf } from './kinds.js';

const nobody = 2147483647;

describe('titles and their authors', () => {
  const service = useService();
  const { send, read } = asModerator(service);
  const titleKinds = kinds.filter(({ isTitle }) => isTitle);

  for (const { plural, minimal } of titleKinds) {
    const add = (draft: object = {}) => service().create(plural, { ...minimal, ...draft });

    it(`GET /authors/{id}/${plural}: walked page by page: has that author's alone`, async () => {
      const [{ id: authorId }, { id: other }] = [await service().author(), await service().author()];
      const mine: unknown[] = [];
      for (let i = 0; i < 5; i += 1) {
        mine.push(await add({ authorId }));
        await add({ authorId: other });
      }
      const walked: unknown[] = [];
      let cursor = '';
      do {
        const { body } = await read(`/authors/${authorId}/${plural}?limit=2&count=exact${cursor}`);
        expect([body.page.limit, body.page.total]).to.deep.equal([2, 5]);
        walked.push(...body.items);
        cursor = body.page.nextCursor && `&cursor=${body.page.nextCursor}`;
      } while (cursor);
      expect(walked).to.deep.equal(mine);
    });

    it(`GET /authors/{id}/${plural}: with the cursor of another author or list: answers 400`, async () => {
      const authors = [await service().author(), await service().author()];
      for (const { id: authorId } of authors) await Promise.all([add({ authorId }), add({ authorId })]);
      const [one, two] = authors.map(({ id }) => `/authors/${id}/${plural}`) as [string, string];
      const { nextCursor } = (await read(`${one}?limit=1`)).body.page;
      const whole = (await read(`/${plural}?limit=1`)).body.page.nextCursor;
      for (const [path, cursor] of [
        [two, nextCursor],
        [`/${plural}`, nextCursor],
        [one, whole],
      ]) {
        const { status, body } = await read(`${path}?cursor=${cursor}`);
        expect([path, status, body.code]).to.deep.equal([path, 400, 'bad-cursor']);
      }
    });

    it(`GET /authors/{id}/${plural}: of an author without any, or who is not there: is empty, or 404`, async () => {
      const { id } = await service().author();
      expect((await read(`/authors/${id}/${plural}`)).body.items).to.deep.equal([]);
      for (const unknown of [nobody, 0, 'x']) {
        const { status, body } = await read(`/authors/${unknown}/${plural}`);
        expect([status, body.code]).to.deep.equal([404, 'not-found']);
      }
      await send('DELETE', `/authors/${id}`);
      expect((await read(`/authors/${id}/${plural}`)).status).to.equal(404);
    });

    it(`GET /${plural}/{id}/author: as the title and its author change: follows them`, async () => {
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
      const unknown = await read(`/${plural}/${nobody}/author`);
      expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'not-found']);
    });

    it(`writes to /${plural}: with an author who is not there: answer 422 and name the field`, async () => {
      const added = await add();
      const draft = { ...minimal, authorId: nobody };
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

  for (const [{ plural, minimal, full }, key, code] of kinds.flatMap((kind) => [
    [kind, 'imdbId', 'imdb-id-taken'] as const,
    [kind, 'sourceId', 'source-id-taken'] as const,
  ])) {
    it(`writes to /${plural}: with an ${key} that is taken: answer 409 until it is free`, async () => {
      const draft = { ...minimal, [key]: full[key] };
      const holder = await service().create(plural, draft);
      const other = await service().create(plural, minimal);
      const attempts = [
        ['POST', `/${plural}`],
        ['PUT', `/${plural}/${other.id}`],
        ['PATCH', `/${plural}/${other.id}`],
      ] as const;
      for (const [method, path] of attempts) {
        const { status, body } = await send(method, path, draft);
        expect([status, body.code, pointersOf(body)]).to.deep.equal([409, code, [`/${key}`]]);
      }
      expect((await send('PUT', `/${plural}/${holder.id}`, draft)).status).to.equal(200);
      await send('DELETE', `/${plural}/${holder.id}`);
      expect((await send('PATCH', `/${plural}/${other.id}`, { [key]: full[key] })).status).to.equal(200);
      await send('DELETE', `/${plural}/${other.id}`);
    });
  }

  it('DELETE /authors/{id}: of one with titles: answers 409 and says how many', async () => {
    const { id: authorId } = await service().author();
    await service().movie({ authorId });
    await service().movie({ authorId });
    const { id } = await service().series({ authorId });
    for (const headers of [{}, { 'if-match': '"1"' }]) {
      const { status, body } = await send('DELETE', `/authors/${authorId}`, undefined, headers);
      expect([status, body.code]).to.deep.equal([409, 'author-has-titles']);
      expect(body.detail)
        .to.match(/\b2 movies\b/)
        .and.to.match(/\b1 series\b/);
    }
    await send('DELETE', `/series/${id}`);
    expect((await send('DELETE', `/authors/${authorId}`)).body.detail).to.match(/\b2 movies\b/);
    expect((await read(`/authors/${authorId}`)).status).to.equal(200);
  });

  it('GET /genres: as titles come, change and go: counts them at once', async () => {
    const count = async (genre: string) =>
      (await read('/genres')).body.items.find((item: { genre: string }) => item.genre === genre);
    const { items } = (await read('/genres')).body;
    expect(items.map(({ genre }: { genre: string }) => genre)).to.deep.equal([...genres]);
    const { id } = await service().movie({ genres: ['western', 'news'] });
    await service().series({ genres: ['news'] });
    expect(await count('news')).to.deep.equal({ genre: 'news', movies: 1, series: 1 });
    await send('PATCH', `/movies/${id}`, { genres: ['western'] });
    expect(await count('news')).to.deep.equal({ genre: 'news', movies: 0, series: 1 });
    expect(await count('western')).to.deep.equal({ genre: 'western', movies: 1, series: 0 });
    await send('DELETE', `/movies/${id}`);
    expect(await count('western')).to.deep.equal({ genre: 'western', movies: 0, series: 0 });
  });
});
