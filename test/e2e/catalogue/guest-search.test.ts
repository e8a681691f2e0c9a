import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { useOwnService } from '../../support/service.js';
import { anAddress } from '../identity/guessing.js';

describe('searches and counts by guests, limited to three an hour, without a time budget:', () => {
  const service = useOwnService(
    { LIMITS__GUEST_SEARCH: '3/1h', TRUST_PROXY: 'loopback' },
    { searchBudget: 0 },
  );
  const read = (path: string, from: string, options: { token?: string; headers?: object } = {}) =>
    service().call('GET', `/api/v1${path}`, {
      token: options.token,
      headers: { 'x-forwarded-for': from, ...options.headers },
    });
  const statuses = async (paths: readonly string[], from: string, options?: { token: string }) => {
    const all: number[] = [];
    for (const path of paths) all.push((await read(path, from, options)).status);
    return all;
  };
  let movieId = 0;
  before(async () => {
    movieId = (await service().movie({ title: 'The Trial of Orson Welles' })).id;
  });

  it('the fourth from one address in a window: returns 429 with Retry-After', async () => {
    const from = anAddress();
    const paths = [
      '/search?q=one',
      '/movies?q=one',
      '/movies?count=exact&limit=7',
      '/series?q=two',
      '/search?q=one',
    ];
    expect(await statuses(paths, from)).to.deep.equal([200, 200, 200, 429, 429]);
    const { body, headers } = await read('/authors?count=exact&limit=7', from);
    expect(body.code).to.equal('too-many-requests');
    const wait = Number(headers.get('retry-after'));
    expect(wait).to.be.within(3000, 3600);
    expect(headers.get('ratelimit-policy')).to.equal('"guest-search";q=3;w=3600');
    expect(headers.get('ratelimit')).to.equal(`"guest-search";r=0;t=${wait}`);
    expect(await statuses(paths.slice(0, 1), anAddress())).to.deep.equal([200]);
  });

  it('other reads, and searches by an account: are not counted', async () => {
    const from = anAddress();
    const others = Array.from({ length: 5 }, (_, i) => [
      `/movies?limit=${i + 1}`,
      `/movies/${movieId}`,
    ]).flat();
    expect(new Set(await statuses(others, from))).to.deep.equal(new Set([200]));
    const token = await service().tokenAs('user');
    const searches = Array.from({ length: 5 }, (_, i) => `/search?q=account+${i}`);
    expect(new Set(await statuses(searches, from, { token }))).to.deep.equal(new Set([200]));
    expect(await statuses(searches.slice(0, 4), from)).to.deep.equal([200, 200, 200, 429]);
  });

  it('a response from the cache: is not counted; one that bypasses it is', async () => {
    const path = '/movies?count=exact&limit=9';
    const isHit = async () => (await read(path, anAddress())).headers.get('x-cache') === 'hit';
    await eventually(isHit, 'it was cached');
    const from = anAddress();
    // An instance that lags for a moment bypasses the cache, and then the request counts.
    const outcomes: (string | null)[] = [];
    while (outcomes.filter((outcome) => outcome === 'hit').length < 10 && outcomes.length < 200)
      outcomes.push((await read(path, from)).headers.get('x-cache'));
    const counted = outcomes.filter((outcome) => outcome !== 'hit').length;
    expect(outcomes.length - counted).to.equal(10);
    const noCache = { headers: { 'cache-control': 'no-cache' } };
    const past: number[] = [];
    for (let i = 0; i < 4; i += 1) past.push((await read(path, from, noCache)).status);
    expect(past.filter((status) => status === 200)).to.have.length(Math.max(0, 3 - counted));
  });

  it('a search that exceeds its time budget: returns 200 with the results so far and isComplete false, and is not cached', async () => {
    for (const [path, isComplete] of [
      ['/search?q=the+trial', (body: { isComplete: boolean }) => body.isComplete],
      ['/movies?q=the+trial', ({ page }: { page: { isComplete: boolean } }) => page.isComplete],
    ] as const) {
      for (let i = 0; i < 3; i += 1) {
        const { status, body, headers } = await read(path, anAddress());
        expect([path, status, isComplete(body)]).to.deep.equal([path, 200, false]);
        expect(body.items).to.have.length(1);
        expect(headers.get('x-cache')).to.equal('bypass');
      }
    }
    const { body } = await read('/search?q=welles', anAddress());
    expect(body).to.deep.equal({ items: [], nextCursor: null, isComplete: false });
  });

  it('GET /users?q= over its time budget: returns 200 with the results so far and isComplete false', async () => {
    const user = await service().user({ visibleName: 'Quincy Budget' });
    const token = await service().tokenAs('admin');
    const { body } = await read('/users?q=quincy', anAddress(), { token });
    expect(body.items.map(({ id }: { id: number }) => id)).to.deep.equal([user.id]);
    expect(body.page).to.deep.equal({ limit: 20, nextCursor: null, isComplete: false });
  });
});
