import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { asModerator, parametersOf } from './kinds.js';

interface FoundItem {
  readonly kind: string;
  readonly score: number;
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

  it('GET /search: returns matches of all kinds, best first, each with its kind, also misspelled', async () => {
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

  it('GET /search again: comes from the cache until a match changes', async () => {
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

  it('GET /movies?q=: searches movies only, on one page', async () => {
    const { body, headers } = await read('/movies?q=the+orson&limit=5&fields=title&include=author');
    expect(body).to.deep.equal({
      items: [{ title: 'The Trial of Orson Welles', author: null }],
      page: { limit: 5, nextCursor: null, isComplete: true },
    });
    expect(headers.get('link')).to.equal(null);
    const other = await read('/movies?q=x&sort=id&genre=war&count=exact&cursor=y');
    expect([other.status, parametersOf(other.body)]).to.deep.equal([
      400,
      ['count', 'cursor', 'genre', 'sort'],
    ]);
  });
});
