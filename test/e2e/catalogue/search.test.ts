import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { asModerator, parametersOf } from './kinds.js';

interface FoundItem {
  readonly kind: string;
  readonly score: number;
  readonly match: string;
  readonly item: { readonly id: number; readonly title?: string; readonly name?: string };
}

describe('search:', () => {
  const service = useOwnService({ LIMITS__GUEST_SEARCH: 'off' });
  const { read, send } = asModerator(service);
  const search = async (query: string): Promise<FoundItem[]> => (await read(`/search?${query}`)).body.items;
  const names = async (query: string) =>
    (await search(query)).map(({ kind, item }) => `${kind}: ${item.title ?? item.name}`);

  before(async () => {
    await service().author({ name: 'Orson Welles' });
    await service().movie({ title: 'Borgen: The Movie' });
    await service().movie({ title: 'The Trial of Orson Welles' });
    await service().create('series', { title: 'Borgen' });
  });

  it('GET /search, also with misspelled text: returns matches of all kinds, best first, each with its kind', async () => {
    expect((await names('q=Borgne'))[0]).to.equal('series: Borgen');
    const found = await search('q=borgen');
    expect(found.map(({ kind, item }) => [kind, item.title])).to.deep.equal([
      ['series', 'Borgen'],
      ['movies', 'Borgen: The Movie'],
    ]);
    expect(found[0]?.score).to.equal(1);
    expect((await read('/search?q=borgen')).body.isComplete).to.equal(true);
    expect(found[1]?.score).to.be.within(0.75, 0.9999);
    const { body } = await read(`/series/${found[0]?.item.id}`);
    expect(found[0]?.item).to.deep.equal(body);
    expect(await names('q=orson+wels')).to.deep.equal([
      'authors: Orson Welles',
      'movies: The Trial of Orson Welles',
    ]);
  });

  it('GET /search with a kind or a limit: returns only that kind or number of items', async () => {
    expect(await names('q=borgen&kind=movies')).to.deep.equal(['movies: Borgen: The Movie']);
    expect(await names('q=borgen&limit=1')).to.deep.equal(['series: Borgen']);
  });

  it('GET /search without text, or with invalid parameters: returns 400', async () => {
    for (const [query, parameter] of [
      ['', 'q'],
      ['q=%00', 'q'],
      [`q=${'x'.repeat(201)}`, 'q'],
      ['q=x&kind=users', 'kind'],
      ['q=x&limit=101', 'limit'],
    ] as const) {
      const { status, body } = await read(`/search?${query}`);
      expect([query, status, parametersOf(body)]).to.deep.equal([query, 400, [parameter]]);
    }
  });

  it('GET /search, repeated: is served from the cache until a match changes', async () => {
    const path = '/search?q=xanadu';
    await eventually(
      async () => (await read(path)).headers.get('x-cache') === 'hit',
      'it came from the cache',
    );
    const { body } = await send('POST', '/movies', { title: 'Xanadu' });
    expect((await search('q=xanadu')).map(({ item }) => item.id)).to.deep.equal([body.id]);
    await send('DELETE', `/movies/${body.id}`);
    expect(await search('q=xanadu')).to.deep.equal([]);
  });

  it('GET /movies?q=: searches movies only, and returns why each matches', async () => {
    const { body, headers } = await read('/movies?q=the+orson&limit=5&fields=title&include=author');
    expect(body).to.deep.equal({
      items: [{ title: 'The Trial of Orson Welles', author: null, match: 'words' }],
      page: { limit: 5, nextCursor: null, isComplete: true },
    });
    expect(headers.get('link')).to.equal(null);
    const other = await read('/movies?q=x&sort=id&genre=war&sourceId=1&count=exact');
    expect([other.status, parametersOf(other.body)]).to.deep.equal([400, ['count', 'sort', 'sourceId']]);
  });

  describe('among several films with the same name:', () => {
    const idOf: Record<string, number> = {};
    let authorId = 0;
    before(async () => {
      authorId = (await service().author({ name: 'Quo Vadis' })).id;
      for (const [releaseYear, genres, by] of [
        [1901, ['drama'], null],
        [1913, ['history'], null],
        [1951, ['history', 'drama'], authorId],
        [2001, ['drama'], null],
      ] as const)
        idOf[releaseYear] = (
          await service().movie({ title: 'Quo Vadis', releaseYear, genres: [...genres], authorId: by })
        ).id;
    });
    const found = async (path: string) => {
      const { body } = await read(path);
      return body.items.map(
        ({ item, ...one }: FoundItem) => (item ?? (one as unknown as FoundItem['item'])).id,
      );
    };

    it('GET /search and /movies?q= with filters: return only what matches all of them', async () => {
      expect(await found('/search?q=quo+vadis')).to.have.length(5);
      for (const [filters, ids] of [
        ['genre=history', [idOf[1913], idOf[1951]]],
        ['genre=history,drama&releaseYear.lte=1913', [idOf[1901], idOf[1913]]],
        ['releaseYear.gte=1913&releaseYear.lte=1999', [idOf[1913], idOf[1951]]],
        ['releaseYear=2001', [idOf[2001]]],
        [`authorId=${authorId}`, [idOf[1951]]],
        [`authorId=${authorId}&genre=war`, []],
      ] as const)
        for (const path of ['/search', '/movies'])
          expect([path, filters, await found(`${path}?q=quo+vadis&${filters}`)]).to.deep.equal([
            path,
            filters,
            ids,
          ]);
    });

    it('GET /search with a filter that its kind does not have: returns 400', async () => {
      const { status, body } = await read('/search?q=x&kind=authors&genre=war');
      expect([status, body.code, parametersOf(body)]).to.deep.equal([400, 'invalid-parameter', ['genre']]);
    });

    it('GET /search and /movies?q= page by page: return each result once, and reject cursors of other searches', async () => {
      for (const path of ['/search?q=quo+vadis&limit=2', '/movies?q=quo+vadis&limit=2']) {
        const read1 = await read(path);
        const all: number[] = [];
        let next: string | null = path;
        while (next !== null) {
          const { body, headers } = await read(next);
          all.push(
            ...body.items.map(
              (one: { id?: number; kind?: string; item?: { id: number } }) =>
                `${one.kind}${one.item?.id ?? one.id}`,
            ),
          );
          const { nextCursor } = body.page ?? body;
          expect(headers.get('link')?.includes(nextCursor) ?? null).to.equal(
            nextCursor === null ? null : true,
          );
          next = nextCursor && `${path}&cursor=${nextCursor}`;
        }
        expect(all).to.have.length(path.startsWith('/search') ? 5 : 4);
        expect(new Set(all).size).to.equal(all.length);
        const { nextCursor } = read1.body.page ?? read1.body;
        for (const other of [path.replace('quo', 'que'), `${path}&genre=war`]) {
          const { status, body } = await read(`${other}&cursor=${nextCursor}`);
          expect([status, body.code]).to.deep.equal([400, 'bad-cursor']);
        }
      }
    });

    it('GET /search with a year: finds the film of that year first', async () => {
      const { body } = await read('/search?q=quo+vadis+(1951)&limit=1');
      expect(body.items.map(({ match, item }: FoundItem) => [match, item.id])).to.deep.equal([
        ['exact', idOf[1951]],
      ]);
    });
  });
});
