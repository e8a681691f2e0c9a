import { expect } from 'chai';
import { useOwnService } from '../../support/service.js';
import { asModerator, fillReferences, itemsOf, kinds, pagesOf, parametersOf } from './kinds.js';

describe('lists of the catalogue:', () => {
  // Its own service: the lists are empty at first.
  const service = useOwnService();
  const { read } = asModerator(service);

  for (const kind of kinds) {
    const { plural, minimal } = kind;
    it(`GET /${plural}: returns the first twenty, not counted; by its links the same list, counted with count=exact; with fields only those`, async () => {
      const empty = await read(`/${plural}?count=exact`);
      expect(empty.body).to.deep.equal({ items: [], page: { limit: 20, nextCursor: null, total: 0 } });
      await fillReferences(service(), kind);
      const added: Record<string, unknown>[] = [];
      for (let i = 0; i < 23; i += 1) added.push(await service().create(plural, minimal));
      const { status, body, headers } = await read(`/${plural}`);
      expect([status, body.items]).to.deep.equal([200, added.slice(0, 20)]);
      expect(body.page).to.deep.equal({ limit: 20, nextCursor: body.page.nextCursor });
      expect(headers.get('link')).to.include(`/api/v1/${plural}?`).and.to.include(body.page.nextCursor);
      expect([headers.get('etag'), headers.get('cache-control')]).to.deep.equal([null, 'no-cache']);
      for (const limit of [7, 22, 23]) {
        const pages = await pagesOf(service(), `/api/v1/${plural}?limit=${limit}&count=exact`);
        expect(itemsOf(pages)).to.deep.equal(added);
        for (const page of pages) expect(page.body.page).to.include({ limit, total: 23 });
      }
      const fields = ['updatedAt', 'id', ...Object.keys(minimal)];
      const { items } = (await read(`/${plural}?limit=100&fields=${fields}`)).body;
      expect(items[22]).to.deep.equal(Object.fromEntries(fields.map((name) => [name, added[22]?.[name]])));
    });
  }

  it('with invalid, unknown or repeated parameters: returns 400 and names each; with a forged cursor: bad-cursor', async () => {
    for (const [query, names] of [
      ['limit=0', ['limit']],
      ['limit=1&limit=1', ['limit']],
      [`${'genre=drama&'.repeat(1000)}limit=0`, ['limit']],
      ['genre=drama&genre=opera', ['genre']],
      ['Limit=1&y=&limit=0', ['Limit', 'limit', 'y']],
      ['constructor=1&__proto__=1', ['__proto__', 'constructor']],
      ['fields=id,version', ['fields']],
      ['title=Alpha', ['title']],
      ['releaseYear[gte]=1990', ['releaseYear[gte]']],
    ] as const) {
      const { status, body } = await read(`/movies?${query}`);
      const expected = [query, 400, 'invalid-parameter', names];
      expect([query, status, body.code, parametersOf(body)]).to.deep.equal(expected);
    }
    const { nextCursor } = (await read('/movies?limit=1')).body.page;
    for (const path of [
      `/movies?cursor=${nextCursor}A`,
      `/series?cursor=${nextCursor}`,
      '/movies?cursor=x',
    ]) {
      const { status, body } = await read(path);
      expect([path, status, body.code]).to.deep.equal([path, 400, 'bad-cursor']);
    }
    for (const path of [`/movies/${2147483647}`, '/genres', '/movies/1/author']) {
      const { status, body } = await read(`${path}?x=1`);
      expect([path, status, body.code]).to.deep.equal([path, 400, 'invalid-parameter']);
    }
  });
});

describe('sorts and filters of lists:', () => {
  const service = useOwnService();
  const { read } = asModerator(service);
  const titles = async (path: string) =>
    (await read(path)).body.items.map(({ title }: { title: string }) => title);
  let authorId: number;

  before(async () => {
    authorId = (await service().author()).id;
    for (const [title, releaseYear, genres] of [
      ['Zoë', 1999, ['drama']],
      ['étude', null, ['drama', 'war']],
      ['Alpha', 2003, ['war']],
      ['alpha beta', 1999, ['comedy']],
      ['Étude 2', null, []],
      ['beta', 1950, ['comedy', 'drama']],
    ] as const)
      await service().movie({
        title,
        sortTitle: title === 'alpha beta' ? 'A' : null,
        releaseYear,
        genres,
        ...(title === 'beta' ? { authorId: null, runtimeMinutes: 91 } : { authorId, runtimeMinutes: 90 }),
      });
  });

  it('GET /movies with each sort and filter: returns those in that order, and their total', async () => {
    for (const [query, wanted] of [
      ['sort=-title', ['Zoë', 'Étude 2', 'étude', 'beta', 'alpha beta', 'Alpha']],
      ['sort=-releaseYear', ['Alpha', 'alpha beta', 'Zoë', 'beta', 'Étude 2', 'étude']],
      ['sort=-id', ['beta', 'Étude 2', 'alpha beta', 'Alpha', 'étude', 'Zoë']],
      ['title.prefix=ETUDE', ['étude', 'Étude 2']],
      ['title.prefix=%25', []],
      ['releaseYear=1999', ['Zoë', 'alpha beta']],
      ['releaseYear.gte=1951&releaseYear.lte=1999', ['Zoë', 'alpha beta']],
      ['genre=drama,comedy&releaseYear.lte=1999&sort=releaseYear', ['beta', 'Zoë', 'alpha beta']],
      ['genre=drama&sort=-title', ['Zoë', 'étude', 'beta']],
      ['genre=drama&sort=-title&genre=comedy', ['Zoë', 'étude', 'beta', 'alpha beta']],
      ['genre.all=war&genre.all=drama', ['étude']],
      ['genre=war,drama&title.prefix=a', ['Alpha']],
      ['genre.all=war,drama', ['étude']],
      ['sort=-sortTitle', ['Zoë', 'Étude 2', 'étude', 'beta', 'Alpha', 'alpha beta']],
      ['runtimeMinutes.gte=91', ['beta']],
      ['sort=runtimeMinutes&runtimeMinutes.lte=90', ['Zoë', 'étude', 'Alpha', 'alpha beta', 'Étude 2']],
      ['missing=releaseYear', ['étude', 'Étude 2']],
      ['missing=genres', ['Étude 2']],
      ['missing=author', ['beta']],
      ['id=2147483647,2147483648,9999999999', []],
      ['imdbId=tt0000001', []],
      ['sourceId=none', []],
    ] as const) {
      expect([query, await titles(`/movies?${query}`)]).to.deep.equal([query, wanted]);
      const { body } = await read(`/movies?${query}&count=exact&limit=1`);
      expect(body.page.total, query).to.equal(wanted.length);
    }
  });

  it('GET /movies with a list as repeated parameters: has the link, the cursors and the fields of the list with commas', async () => {
    const [commas, repeated] = [
      'genre=war,drama&fields=id,title',
      'genre=war&fields=id&genre=drama&fields=title',
    ];
    const first = await read(`/movies?limit=1&${repeated}`);
    const link = first.headers.get('link') ?? '';
    expect(link).to.include(`/movies?limit=1&${commas}&cursor=`.replaceAll(',', '%2C'));
    const next = await read(`/movies?limit=1&${commas}&cursor=${first.body.page.nextCursor}`);
    const [one, two] = (await read(`/movies?limit=2&${commas}`)).body.items;
    expect([first.body.items, next.body.items]).to.deep.equal([[one], [two]]);
  });

  it('GET /authors/{id}/movies with a sort or a range: returns those of the author; with sort=title: 400', async () => {
    const path = `/authors/${authorId}/movies`;
    const sorted = ['Alpha', 'alpha beta', 'Zoë', 'Étude 2', 'étude'];
    expect(await titles(`${path}?sort=-releaseYear`)).to.deep.equal(sorted);
    expect(await titles(`${path}?releaseYear.lte=2000`)).to.deep.equal(['Zoë', 'alpha beta']);
    expect(await titles(`/movies?authorId=${authorId}`)).to.deep.equal(await titles(path));
    const { status, body } = await read(`${path}?sort=title`);
    expect([status, parametersOf(body)]).to.deep.equal([400, ['sort']]);
  });

  it('GET /movies with an unsupported combination: returns 400, its parameters and the supported ones', async () => {
    const { status, body } = await read('/movies?sort=runtimeMinutes&genre=war');
    expect([status, parametersOf(body)]).to.deep.equal([400, ['genre', 'sort']]);
    expect(body.detail).to.include('The nearest ones are: genre with sort=id or -id; ');
    expect(body.nearest).to.deep.equal(body.supported.slice(4, 7));
    expect(body.supported).to.deep.include({
      filters: ['genre'],
      optionalFilters: ['releaseYear', 'releaseYear.gte', 'releaseYear.lte'],
      sort: ['releaseYear', '-releaseYear'],
    });
  });

  it('GET /movies with an invalid list of ids or genres: returns 400 and names it', async () => {
    const ids = Array.from({ length: 101 }, (_, i) => i + 1);
    for (const [query, name] of [
      [`id=${ids}`, 'id'],
      ['id=1,', 'id'],
      ['id=0', 'id'],
      ['genre.all=drama', 'genre.all'],
      ['genre.all=drama,war,crime', 'genre.all'],
      ['missing=title', 'missing'],
    ] as const) {
      const { status, body } = await read(`/movies?${query}`);
      expect([query, status, parametersOf(body)]).to.deep.equal([query, 400, [name]]);
    }
    expect((await read(`/movies?limit=1&id=${ids.slice(1)}`)).status).to.equal(200);
  });

  it('GET /movies with the cursor of another sort or other filters: returns 400 bad-cursor', async () => {
    const { nextCursor } = (await read('/movies?genre=drama&sort=releaseYear&limit=1')).body.page;
    for (const [query, status] of [
      ['sort=releaseYear&genre=drama,drama', 200],
      ['genre=drama&sort=-releaseYear', 400],
      ['genre=war&sort=releaseYear', 400],
    ] as const) {
      const response = await read(`/movies?${query}&cursor=${nextCursor}`);
      expect([query, response.status]).to.deep.equal([query, status]);
    }
  });
});
