import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useService } from '../../support/service.js';
import { databaseOf } from '../identity/people.js';
import { asModerator, parametersOf } from './kinds.js';

describe('included authors:', () => {
  const service = useService();
  const { read, send } = asModerator(service);
  const items = async (path: string) => (await read(path)).body.items;

  it('GET /movies with include=author: returns the author of each, or null', async () => {
    const author = await service().author();
    const one = await service().movie({ authorId: author.id });
    const two = await service().movie();
    const wanted = [
      { ...two, author: null },
      { ...one, author },
    ];
    expect(await items('/movies?limit=2&sort=-id&include=author')).to.deep.equal(wanted);
    expect(await items(`/authors/${author.id}/movies?include=author`)).to.deep.equal(wanted.slice(1));
    expect(await items('/movies?limit=2&sort=-id&include=author&fields=title')).to.deep.equal(
      wanted.map(({ title, author }) => ({ title, author })),
    );
  });

  it('GET /movies/{id} with include=author: has the author or null, no ETag, and no 304', async () => {
    const author = await service().author();
    const one = await service().movie({ authorId: author.id });
    const two = await service().movie();
    const { status, body, headers } = await read(`/movies/${one.id}?include=author`, {
      'if-none-match': '"1"',
    });
    expect([status, body, headers.get('etag')]).to.deep.equal([200, { ...one, author }, null]);
    expect((await read(`/movies/${two.id}?include=author`)).body).to.deep.equal({ ...two, author: null });
    expect((await read(`/movies/${one.id}`)).headers.get('etag')).to.equal('"1"');
  });

  it('any other include: returns 400', async () => {
    for (const path of [
      '/movies?include=genres',
      '/movies?include=author,author',
      '/authors?include=author',
      '/movies/1?include=genres',
    ]) {
      const { status, body } = await read(path);
      expect([path, status, parametersOf(body)]).to.deep.equal([path, 400, ['include']]);
    }
  });

  it('a renamed author: is in lists with authors at once, and leaves other lists cached', async () => {
    const author = await service().author();
    const movie = await service().movie({ authorId: author.id });
    const item = `/movies/${movie.id}?include=author`;
    const [withAuthors, without] = ['/movies?limit=100&sort=-id&include=author', '/movies?limit=7'];
    const from = async (path: string) => (await read(path)).headers.get('x-cache');
    let round = 0;
    // Repeated while a read bypasses the cache, or an instance that lagged for a second has cleared it.
    await eventually(async () => {
      for (const path of [withAuthors, item, without])
        await eventually(async () => (await from(path)) === 'hit', `${path} was cached`);
      round += 1;
      await send('PATCH', `/authors/${author.id}`, { name: `Renamed ${round}` });
      const names = (await items(withAuthors)).map(
        (item: { author?: { name: string } }) => item.author?.name,
      );
      expect(names).to.include(`Renamed ${round}`);
      expect((await read(item)).body.author.name).to.equal(`Renamed ${round}`);
      return (await from(without)) === 'hit';
    }, 'other lists stayed cached');
  });

  it('a hundred movies with their authors: take two queries', async () => {
    const authors = await Promise.all(Array.from({ length: 20 }, () => service().author()));
    const titles =
      "insert into movies (title, genres, author_id) select 'X', '{}', id from authors, generate_series(1, 5) where id = any(?)";
    await databaseOf(service()).raw(titles, [authors.map(({ id }) => id)]);
    let queries = 0;
    const note = ({ sql }: { sql: string }) => {
      if (/from "?(movies|authors)\b/.test(sql)) queries += 1;
    };
    databaseOf(service()).on('query', note);
    const { body } = await read('/movies?limit=100&sort=-id&include=author', { 'cache-control': 'no-cache' });
    databaseOf(service()).off('query', note);
    expect([body.items.length, queries]).to.deep.equal([100, 2]);
  });
});
