import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';
import { asModerator, parametersOf } from './kinds.js';

describe('included authors:', () => {
  const service = useOwnService();
  const { read, send } = asModerator(service);
  const items = async (path: string) => (await read(path)).body.items;

  for (const plural of ['movies', 'series']) {
    it(`GET /${plural} with include=author: returns the author of each, or null`, async () => {
      const author = await service().author();
      const one = await service().create(plural, { title: 'X', authorId: author.id });
      const two = await service().create(plural, { title: 'Y' });
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

  it('any other include: returns 400', async () => {
    for (const path of [
      '/movies?include=genres',
      '/movies?include=author,author',
      '/authors?include=author',
    ]) {
      const { status, body } = await read(path);
      expect([path, status, parametersOf(body)]).to.deep.equal([path, 400, ['include']]);
    }
  });

  it('a renamed author: is in lists with authors at once, and leaves other lists cached', async () => {
    const author = await service().author();
    await service().movie({ authorId: author.id });
    const [withAuthors, without] = ['/movies?limit=100&include=author', '/movies?limit=7'];
    const from = async (path: string) => (await read(path)).headers.get('x-cache');
    let round = 0;
    // Again while a read bypasses the cache, or an instance that lagged for a second has dropped everything.
    await eventually(async () => {
      for (const path of [withAuthors, without])
        await eventually(async () => (await from(path)) === 'hit', `${path} was cached`);
      round += 1;
      await send('PATCH', `/authors/${author.id}`, { name: `Renamed ${round}` });
      const names = (await items(withAuthors)).map(
        (item: { author?: { name: string } }) => item.author?.name,
      );
      expect(names).to.include(`Renamed ${round}`);
      return (await from(without)) === 'hit';
    }, 'other lists stayed cached');
  });

  it('a hundred movies with their authors: take two queries', async () => {
    const authors = await Promise.all(Array.from({ length: 20 }, () => service().author()));
    for (let i = 0; i < 100; i += 1) await service().movie({ authorId: authors[i % 20].id });
    let queries = 0;
    databaseOf(service()).on('query', ({ sql }: { sql: string }) => {
      if (/from "?(movies|authors)\b/.test(sql)) queries += 1;
    });
    const { body } = await read('/movies?limit=100&include=author', { 'cache-control': 'no-cache' });
    expect([body.items.length, queries]).to.deep.equal([100, 2]);
  });
});
