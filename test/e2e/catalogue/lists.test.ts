import { expect } from 'chai';
import fc from 'fast-check';
import { scenariosOf, urlOf } from '../../../scripts/lists/scenarios.js';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { useOwnService } from '../../support/service.js';
import { runs } from '../../support/thorough.js';
import { asModerator, itemsOf, kinds, pagesOf, parametersOf } from './kinds.js';

const cursorOf = (text: string) => Buffer.from(text).toString('base64url');

describe('lists of the catalogue:', () => {
  const service = useOwnService();
  const { read } = asModerator(service);

  for (const { plural, minimal } of kinds) {
    describe(`GET /${plural}:`, () => {
      const added: { id: number }[] = [];
      before(async () => {
        const empty = await read(`/${plural}?count=exact`);
        expect(empty.body).to.deep.equal({ items: [], page: { limit: 20, nextCursor: null, total: 0 } });
        for (let i = 0; i < 23; i += 1) added.push(await service().create(plural, minimal));
      });

      it('without parameters: returns the first twenty, not counted', async () => {
        const { status, body, headers } = await read(`/${plural}`);
        expect([status, body.items]).to.deep.equal([200, added.slice(0, 20)]);
        expect(body.page).to.deep.equal({ limit: 20, nextCursor: body.page.nextCursor });
        expect(headers.get('link')).to.include(`/api/v1/${plural}?`).and.to.include(body.page.nextCursor);
        expect([headers.get('etag'), headers.get('cache-control')]).to.deep.equal([null, 'no-cache']);
      });

      it('with any limit, by its links: is the same list, counted on each page with count=exact', async () => {
        const property = fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (limit) => {
          const pages = await pagesOf(service(), `/api/v1/${plural}?limit=${limit}&count=exact`);
          expect(itemsOf(pages)).to.deep.equal(added);
          expect(pages.slice(0, -1).every(({ body }) => body.items.length === limit)).to.equal(true);
          for (const { body } of pages) expect(body.page).to.include({ limit, total: 23 });
        });
        await fc.assert(property, { numRuns: runs(3), examples: [[1], [22], [23], [24], [100]] });
      });

      it('with invalid, unknown or repeated parameters: returns 400 and names each', async () => {
        for (const [query, names] of [
          ['limit=0', ['limit']],
          ['limit=1e999', ['limit']],
          ['count=true', ['count']],
          ['limit=1&limit=1', ['limit']],
          ['cursor=a&cursor=b', ['cursor']],
          ['limit[]=1', ['limit[]']],
          ['Limit=1&y=&limit=0', ['Limit', 'limit', 'y']],
          ['constructor=1&__proto__=1', ['__proto__', 'constructor']],
        ] as const) {
          const { status, body } = await read(`/${plural}?${query}`);
          const expected = [query, 400, 'invalid-parameter', names];
          expect([query, status, body.code, parametersOf(body)]).to.deep.equal(expected);
        }
      });

      it('with a cursor of another list, or a forged one: returns 400 bad-cursor', async () => {
        const { nextCursor } = (await read(`/${plural}?limit=1`)).body.page;
        const others = kinds
          .filter((kind) => kind.plural !== plural)
          .map((kind) => cursorOf(`${kind.plural} 1`));
        const forged = [`${nextCursor}=`, `${nextCursor}A`, nextCursor.slice(0, -2), 'x', ' ', '%00', '🎬'];
        const made = ['', '01', '1e3', '-1', '9007199254740991'].map((id) => cursorOf(`${plural} ${id}`));
        for (const cursor of [...others, ...forged, ...made]) {
          const { status, body } = await read(`/${plural}?cursor=${encodeURIComponent(cursor)}`);
          expect([cursor, status, body.code]).to.deep.equal([cursor, 400, 'bad-cursor']);
        }
        for (const cursor of ['', 'A'.repeat(501)])
          expect((await read(`/${plural}?cursor=${cursor}`)).status).to.equal(400);
      });

      it('with fields: returns those of each item, and nothing else; with unknown ones: returns 400', async () => {
        const whole = added.at(-1) as unknown as Record<string, unknown>;
        for (const fields of [['id'], ['updatedAt', 'id', ...Object.keys(minimal)], Object.keys(whole)]) {
          const { items } = (await read(`/${plural}?limit=100&fields=${fields}`)).body;
          expect(items.at(-1)).to.deep.equal(Object.fromEntries(fields.map((name) => [name, whole[name]])));
        }
        for (const fields of ['', 'x', 'id,', 'id, imdbId', 'version', 'ID']) {
          const { status, body } = await read(`/${plural}?fields=${fields}`);
          expect([fields, status, parametersOf(body)]).to.deep.equal([fields, 400, ['fields']]);
        }
      });
    });
  }
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
      await service().movie({ title, releaseYear, genres, authorId: title === 'beta' ? null : authorId });
  });

  it('GET /movies with each sort and filter: returns those in that order, and their total', async () => {
    for (const [query, wanted] of [
      ['sort=title', ['Alpha', 'alpha beta', 'beta', 'étude', 'Étude 2', 'Zoë']],
      ['sort=-title', ['Zoë', 'Étude 2', 'étude', 'beta', 'alpha beta', 'Alpha']],
      ['sort=releaseYear', ['beta', 'Zoë', 'alpha beta', 'Alpha', 'étude', 'Étude 2']],
      ['sort=-releaseYear', ['Alpha', 'alpha beta', 'Zoë', 'beta', 'Étude 2', 'étude']],
      ['sort=-id', ['beta', 'Étude 2', 'alpha beta', 'Alpha', 'étude', 'Zoë']],
      ['title.prefix=ETUDE', ['étude', 'Étude 2']],
      ['title.prefix=%25', []],
      ['releaseYear=1999', ['Zoë', 'alpha beta']],
      ['releaseYear.gte=1999&sort=-releaseYear', ['Alpha', 'alpha beta', 'Zoë']],
      ['releaseYear.gte=1951&releaseYear.lte=1999', ['Zoë', 'alpha beta']],
      ['releaseYear.gte=1999&releaseYear.lte=1998', []],
      ['genre=war', ['étude', 'Alpha']],
      ['genre=drama,comedy', ['Zoë', 'étude', 'alpha beta', 'beta']],
      ['genre=drama,drama&sort=-releaseYear', ['Zoë', 'beta', 'étude']],
      ['genre=drama,comedy&releaseYear.lte=1999&sort=releaseYear', ['beta', 'Zoë', 'alpha beta']],
      ['imdbId=tt0000001', []],
      ['sourceId=none', []],
    ] as const) {
      expect([query, await titles(`/movies?${query}`)]).to.deep.equal([query, wanted]);
      const { body } = await read(`/movies?${query}&count=exact&limit=1`);
      expect(body.page.total, query).to.equal(wanted.length);
    }
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

  it('GET /movies with an unsupported or undocumented sort or filter: returns 400 and names it', async () => {
    for (const [query, parameters] of [
      ['sort=title&genre=war', ['genre', 'sort']],
      ['sort=id&releaseYear.gte=1990', ['releaseYear.gte', 'sort']],
      ['title.prefix=a&releaseYear=1999', ['releaseYear', 'title.prefix']],
      ['genre=war&authorId=1', ['authorId', 'genre']],
      ['sort=description', ['sort']],
      ['sort=id,title', ['sort']],
      ['title=Alpha', ['title']],
      ['releaseYear.lt=1999', ['releaseYear.lt']],
      ['releaseYear=null', ['releaseYear']],
      ['genre=no-genre', ['genre']],
      ['genres=war', ['genres']],
      ['imdbId=7', ['imdbId']],
      ['title.prefix=%00', ['title.prefix']],
      ['releaseYear[gte]=1990', ['releaseYear[gte]']],
    ] as const) {
      const { status, body } = await read(`/movies?${query}`);
      const expected = [query, 400, 'invalid-parameter', parameters];
      expect([query, status, body.code, parametersOf(body)]).to.deep.equal(expected);
    }
  });

  it('GET /movies with an unsupported combination: returns the supported ones', async () => {
    const { body } = await read('/movies?sort=title&genre=war');
    expect(body.supported).to.deep.include({
      filters: ['genre'],
      optionalFilters: ['releaseYear', 'releaseYear.gte', 'releaseYear.lte'],
      sort: ['releaseYear', '-releaseYear'],
    });
  });

  it('GET /movies with the cursor of another sort or other filters: returns 400 bad-cursor', async () => {
    const { nextCursor } = (await read('/movies?genre=drama&sort=releaseYear&limit=1')).body.page;
    for (const [query, status] of [
      ['sort=releaseYear&genre=drama,drama', 200],
      ['genre=drama&sort=-releaseYear', 400],
      ['genre=war&sort=releaseYear', 400],
      ['genre=drama&sort=releaseYear&releaseYear.gte=1900', 400],
      ['sort=releaseYear', 400],
    ] as const) {
      const response = await read(`/movies?${query}&cursor=${nextCursor}`);
      expect([query, response.status]).to.deep.equal([query, status]);
    }
  });

  const values = {
    genre: ['drama', 'drama,war'],
    authorId: ['1'],
    releaseYear: ['1950', '1999'],
    birthYear: ['1900', '1920'],
    title: ['a', 'É'],
    name: ['a'],
    sourceId: ['1'],
  };
  for (const [kind, imdbId] of [
    [movie, 'tt0000001'],
    [author, 'nm0000001'],
  ] as const) {
    it(`GET /${kind.plural} with any documented sort and filter, by its links with any limit: is the same list`, async () => {
      for (const [name, birthYear] of [
        ['Ångström', 1900],
        ['Anger', 1927],
        ['angel', null],
      ] as const)
        await service().author({ name, birthYear });
      const queries = scenariosOf(kind.paths, { ...values, imdbId: [imdbId] });
      const limits = fc.integer({ min: 1, max: 5 });
      const property = fc.asyncProperty(fc.constantFrom(...queries), limits, async (query, limit) => {
        const whole = (await service().call('GET', urlOf(kind.plural, { ...query, limit: '100' }))).body
          .items;
        const pages = await pagesOf(service(), urlOf(kind.plural, { ...query, limit: String(limit) }));
        expect(itemsOf(pages)).to.deep.equal(whole);
      });
      await fc.assert(property, { numRuns: runs(15) });
    });
  }

  it('parameters on routes that have none: return 400', async () => {
    const { id } = await service().movie();
    for (const path of [`/movies/${id}`, '/genres', `/movies/${id}/author`]) {
      const { status, body } = await read(`${path}?x=1`);
      expect([path, status, body.code]).to.deep.equal([path, 400, 'invalid-parameter']);
    }
  });
});
