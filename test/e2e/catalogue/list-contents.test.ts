import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { asModerator, kinds } from './kinds.js';

describe('what the items of a list hold', () => {
  const service = useOwnService();
  const { read, send } = asModerator(service);
  const items = async (path: string) => (await read(path)).body.items;

  for (const { plural, minimal } of kinds) {
    it(`GET /${plural}: with fields: has those of each item, and nothing else`, async () => {
      const whole = await service().create(plural, minimal);
      for (const fields of [
        ['id'],
        Object.keys(minimal),
        ['updatedAt', 'id', 'createdAt'],
        Object.keys(whole),
      ]) {
        const item = (await items(`/${plural}?limit=100&fields=${fields}`)).at(-1);
        expect(item).to.deep.equal(Object.fromEntries(fields.map((name) => [name, whole[name]])));
      }
    });

    it(`GET /${plural}: with fields that there are not: answers 400`, async () => {
      for (const query of [
        'fields=',
        'fields=x',
        'fields=id,',
        'fields=id, imdbId',
        'fields=version',
        'fields=ID',
      ]) {
        const { status, body } = await read(`/${plural}?${query}`);
        expect([query, status, body.errors?.[0].parameter]).to.deep.equal([query, 400, 'fields']);
      }
    });
  }

  for (const plural of ['movies', 'series']) {
    it(`GET /${plural}: with include=author: has the author of each, or null`, async () => {
      const author = await service().author();
      const [one, two] = [
        await service().create(plural, { title: 'X', authorId: author.id }),
        await service().create(plural, { title: 'Y' }),
      ];
      const wanted = [
        { ...one, author },
        { ...two, author: null },
      ];
      expect((await items(`/${plural}?limit=100&include=author`)).slice(-2)).to.deep.equal(wanted);
      expect(await items(`/authors/${author.id}/${plural}?include=author`)).to.deep.equal(wanted.slice(0, 1));
      const picked = (await items(`/${plural}?limit=100&include=author&fields=title`)).slice(-2);
      expect(picked).to.deep.equal([
        { title: 'X', author },
        { title: 'Y', author: null },
      ]);
    });
  }

  it('GET /movies: with something else to include, or on a list of authors: answers 400', async () => {
    for (const path of [
      '/movies?include=genres',
      '/movies?include=author,author',
      '/authors?include=author',
    ]) {
      const { status, body } = await read(path);
      expect([path, status, body.errors?.[0].parameter]).to.deep.equal([path, 400, 'include']);
    }
  });

  it('an author that is renamed: shows at once in lists that include authors, and leaves others cached', async () => {
    const author = await service().author();
    await service().movie({ authorId: author.id });
    const [withAuthors, without] = ['/movies?limit=100&include=author', '/movies?limit=7'];
    const from = async (path: string) => (await read(path)).headers.get('x-cache');
    let round = 0;
    // Whatever goes past the cache, or is forgotten by an instance that lost touch for a second, is looked at again.
    await eventually(async () => {
      for (const path of [withAuthors, without])
        await eventually(async () => (await from(path)) === 'hit', `${path} was cached`);
      round += 1;
      await send('PATCH', `/authors/${author.id}`, { name: `Renamed ${round}` });
      const named = (await items(withAuthors)).map(
        (item: { author?: { name: string } }) => item.author?.name,
      );
      expect(named).to.include(`Renamed ${round}`);
      return (await from(without)) === 'hit';
    }, 'others stayed cached');
  });

  it('GET /movies: a hundred with their authors: asks the database twice', async () => {
    const authors = await Promise.all(Array.from({ length: 20 }, () => service().author()));
    for (let i = 0; i < 100; i += 1) await service().movie({ authorId: authors[i % 20].id });
    let asked = 0;
    service()
      .service.container.get(ids.Database)
      .on('query', ({ sql }: { sql: string }) => {
        if (/from "?(movies|authors)\b/.test(sql)) asked += 1;
      });
    const { body } = await service().call('GET', '/api/v1/movies?limit=100&include=author', {
      headers: { 'cache-control': 'no-cache' },
    });
    expect([body.items.length, asked]).to.deep.equal([100, 2]);
  });
});
