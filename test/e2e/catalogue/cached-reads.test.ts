import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { rawMessage, rawRequest } from '../../support/raw-http.js';
import { TestService } from '../../support/service.js';

/** How often a service asked the database for this table. */
const countQueries = ({ service }: TestService, table: string) => {
  let count = 0;
  service.container.get(ids.Database).on('query', ({ sql }: { sql: string }) => {
    if (sql.startsWith('select') && sql.includes(`from "${table}"`)) count += 1;
  });
  return () => count;
};

describe('cached reads on two instances', () => {
  let here: TestService;
  let there: TestService;
  let token: string;
  before(async () => {
    here = await TestService.start();
    there = await TestService.start({}, { databaseUrl: here.databaseUrl });
    for (const { service } of [here, there]) {
      await eventually(() => service.container.get(ids.Cache).available(), 'Redis was reachable');
    }
    token = await here.tokenAs('moderator');
  });
  after(async () => {
    await there?.stop();
    await here?.stop();
  });

  /** Asked again while Redis is late, as it may be on a busy machine. */
  const get = async (path: string, headers: Record<string, string> = {}, service = here) => {
    const ask = () => service.call('GET', `/api/v1${path}`, { headers });
    let answer = await ask();
    for (let i = 0; i < 20 && answer.headers.get('x-cache') === 'bypass' && !headers['cache-control']; i += 1)
      answer = await ask();
    return answer;
  };
  const from = async (...request: Parameters<typeof get>) => (await get(...request)).headers.get('x-cache');
  const write = (method: string, path: string, body?: object) =>
    there.call(method, `/api/v1${path}`, { token, ...(body && { body }) });
  /** Waits until both know of all changes so far: each forgets what it hears of. */
  const known = async () => {
    for (const { service } of [here, there])
      await service.container.get(ids.ReadCache).acknowledge('movies', undefined);
  };
  /** Reads until it comes from the cache: a miss is answered before it is kept. */
  const warm = async (path: string) => {
    await known();
    await eventually(async () => (await from(path)) === 'hit', `${path} was cached`);
  };

  it('every sort of read: the second time, on either: is a hit, with the same bytes and headers', async () => {
    const { id: authorId } = await here.author();
    const { id } = await here.movie({ authorId });
    await here.movie({ authorId });
    await known();
    for (const path of [
      `/movies/${id}`,
      '/movies?limit=1&count=exact',
      `/authors/${authorId}/movies?limit=1`,
      `/authors/${authorId}/movies?include=author`,
      '/movies?fields=id&include=author',
      `/movies/${id}/author`,
      '/genres',
    ]) {
      const first = await get(path);
      expect([path, first.headers.get('x-cache')]).to.deep.equal([path, 'miss']);
      await warm(path);
      for (const service of [here, there]) {
        const again = await get(path, {}, service);
        expect(again.text).to.equal(first.text);
        for (const header of ['etag', 'link', 'cache-control', 'content-type', 'content-length']) {
          expect(again.headers.get(header)).to.equal(first.headers.get(header));
        }
        expect(again.headers.get('x-cache')).to.equal('hit');
      }
    }
  });

  it('a request with Cache-Control: no-cache: goes past the cache, and leaves it as it is', async () => {
    const { id } = await here.movie();
    const path = `/movies/${id}`;
    for (const directive of ['no-cache', 'No-Cache', 'max-age=0, no-cache']) {
      expect(await from(path, { 'cache-control': directive })).to.equal('bypass');
    }
    expect(await from(path, { 'cache-control': 'max-age=0' })).to.equal('miss');
    await warm(path);
    const asked = countQueries(here, 'movies');
    expect(await from(path, { 'cache-control': 'no-cache' })).to.equal('bypass');
    expect(asked()).to.equal(1);
    expect(await from(path)).to.equal('hit');
    expect(asked()).to.equal(1);
  });

  it('a conditional read: from the cache: answers 304 for its ETag, and 200 once that has changed', async () => {
    const { id } = await here.movie();
    const path = `/movies/${id}`;
    await warm(path);
    const ifNoneMatch = async () => {
      // fetch would say Cache-Control: no-cache along with it.
      const message = rawMessage('GET', `/api/v1${path}`, { 'If-None-Match': '"1"' });
      const { status, headers } = await rawRequest(here.url, message);
      return [status, headers.get('x-cache'), headers.get('etag')];
    };
    expect(await ifNoneMatch()).to.deep.equal([304, 'hit', '"1"']);
    await write('PATCH', path, { title: 'Vagabond' });
    expect(await ifNoneMatch()).to.deep.equal([200, 'miss', '"2"']);
  });

  it('what is not there: is not kept, and is there once it is', async () => {
    for (let i = 0; i < 3; i += 1) {
      const { status, headers } = await get('/movies/2147483647');
      expect([status, headers.get('x-cache')]).to.deep.equal([404, null]);
    }
    const { id } = await here.movie();
    expect((await get(`/movies/${id + 1}`)).status).to.equal(404);
    expect((await here.movie()).id).to.equal(id + 1);
    expect((await get(`/movies/${id + 1}`)).status).to.equal(200);
  });

  it('an author that is renamed: shows at once in the author of each title', async () => {
    const { id } = await here.author();
    const [movie, series] = [await here.movie({ authorId: id }), await here.series({ authorId: id })];
    const paths = [`/movies/${movie.id}/author`, `/series/${series.id}/author`, `/authors/${id}`];
    for (let round = 0; round < 3; round += 1) {
      for (const path of [...paths, '/authors?limit=100']) await warm(path);
      await write('PATCH', `/authors/${id}`, { name: `Renamed ${round}` });
      for (const path of paths) expect((await get(path)).body.name).to.equal(`Renamed ${round}`);
      const listed = (await get('/authors?limit=100')).body.items.map(({ name }: { name: string }) => name);
      expect(listed).to.include(`Renamed ${round}`);
    }
  });

  it('a movie that is moved, added or removed: shows at once in every list that has or had it', async () => {
    const [one, two] = [await here.author(), await here.author()];
    const lists = [one, two].map(({ id }) => `/authors/${id}/movies`) as [string, string];
    const titles = async (path: string) => (await get(path)).body.items.map(({ id }: { id: number }) => id);
    const shows = async (...wanted: number[][]) => {
      for (const [i, path] of lists.entries()) expect(await titles(path)).to.deep.equal(wanted[i]);
      for (const path of lists) await warm(path);
    };
    await shows([], []);
    const { id } = (await write('POST', '/movies', { title: 'Vagabond', authorId: one.id })).body;
    await shows([id], []);
    await write('PATCH', `/movies/${id}`, { authorId: two.id });
    await shows([], [id]);
    await write('DELETE', `/movies/${id}`);
    await shows([], []);
    expect((await write('DELETE', `/authors/${one.id}`)).status).to.equal(204);
    expect((await get(lists[0])).status).to.equal(404);
  });

  it('one movie that is changed: leaves every other item cached', async () => {
    const [one, two, three] = [await here.movie(), await here.movie(), await here.series()];
    const paths = [`/movies/${one.id}`, `/movies/${two.id}`, `/series/${three.id}`];
    const look = async () => {
      for (const path of paths) await warm(path);
      await write('PATCH', `/movies/${one.id}`, { title: 'Vagabond' });
      return Promise.all(paths.map((path) => from(path)));
    };
    await known();
    expect(await look()).to.deep.equal(['miss', 'hit', 'hit']);
  });

  it('item reads with a write in a hundred: nine in ten come from the cache', async () => {
    const movies = await Promise.all(Array.from({ length: 20 }, () => here.movie()));
    const path = (i: number) => `/movies/${movies[i % movies.length].id}`;
    for (const i of movies.keys()) await warm(path(i));
    let hits = 0;
    for (let i = 0; i < 1000; i += 1) {
      if (i % 100 === 50) await write('PATCH', path(i / 10), { title: `Title ${i}` });
      if ((await from(path(i * 7), {}, i % 2 ? here : there)) === 'hit') hits += 1;
    }
    expect(hits).to.be.above(900);
  });

  it('two hundred cold readers of one key: ask the database at most twice', async () => {
    for (const sort of ['movies', 'authors'] as const) {
      const { id } = sort === 'movies' ? await here.movie() : await here.author();
      // Both know of it by then, and forget nothing while it is read.
      for (const { service } of [here, there])
        await service.container.get(ids.ReadCache).acknowledge(sort, id);
      const counts = [here, there].map((service) => countQueries(service, sort));
      const readers = Array.from({ length: 200 }, (_, i) =>
        (i % 2 ? here : there).call('GET', `/api/v1/${sort}/${id}`),
      );
      const answers = await Promise.all(readers);
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
      // On a machine that is busy, Redis may be late for some.
      const past = answers.filter(({ headers }) => headers.get('x-cache') === 'bypass').length;
      const [one = 0, two = 0] = counts.map((count) => count());
      expect(one + two - past).to.be.within(1, 2);
    }
  });
});
