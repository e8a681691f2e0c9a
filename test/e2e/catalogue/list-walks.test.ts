import { expect } from 'chai';
import fc from 'fast-check';
import { scenariosOf, urlOf } from '../../../scripts/lists/scenarios.js';
import { author } from '../../../src/core/catalogue/author.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { useOwnService } from '../../support/service.js';
import { runs } from '../../support/thorough.js';
import { asModerator } from './kinds.js';

describe('sorts and filters of lists', () => {
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
    ] as const) {
      await service().movie({ title, releaseYear, genres, authorId: title === 'beta' ? null : authorId });
    }
  });

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
    it(`GET /movies: with ${query}: lists those, in that order`, async () => {
      expect(await titles(`/movies?${query}`)).to.deep.equal(wanted);
      const { body } = await read(`/movies?${query}&count=exact&limit=1`);
      expect(body.page.total).to.equal(wanted.length);
    });
  }

  it('GET /authors/{id}/movies: sorted and cut down: lists those of the author', async () => {
    const path = `/authors/${authorId}/movies`;
    expect(await titles(`${path}?sort=-releaseYear`)).to.deep.equal([
      'Alpha',
      'alpha beta',
      'Zoë',
      'Étude 2',
      'étude',
    ]);
    expect(await titles(`${path}?releaseYear.lte=2000`)).to.deep.equal(['Zoë', 'alpha beta']);
    expect(await titles(`/movies?authorId=${authorId}`)).to.deep.equal(await titles(path));
    const refused = await read(`${path}?sort=title`);
    expect([refused.status, refused.body.errors[0].parameter]).to.deep.equal([400, 'sort']);
  });

  it('GET /authors: by name and year of birth: lists those, in that order', async () => {
    for (const [name, birthYear] of [
      ['Ångström', 1900],
      ['Anger', 1927],
      ['angel', null],
    ]) {
      await service().author({ name, birthYear });
    }
    const names = async (query: string) =>
      (await read(`/authors?${query}`)).body.items.map((one: { name: string }) => one.name);
    expect(await names('name.prefix=ang')).to.deep.equal(['angel', 'Anger', 'Ångström']);
    expect(await names('birthYear.gte=1900&sort=-birthYear')).to.deep.equal(['Anger', 'Ångström']);
  });

  for (const [query, parameters] of [
    ['sort=title&genre=war', ['genre', 'sort']],
    ['sort=id&releaseYear.gte=1990', ['releaseYear.gte', 'sort']],
    ['title.prefix=a&releaseYear=1999', ['title.prefix', 'releaseYear']],
    ['genre=war&authorId=1', ['genre', 'authorId']],
    ['genre=war&title.prefix=a', ['genre', 'title.prefix']],
  ] as const) {
    it(`GET /movies: with ${query}, which no index serves: returns 400 with the supported combinations`, async () => {
      const { status, body } = await read(`/movies?${query}`);
      expect([status, body.code]).to.deep.equal([400, 'invalid-parameter']);
      expect(body.errors.map(({ parameter }: { parameter: string }) => parameter)).to.have.members(
        parameters,
      );
      expect(body.supported).to.deep.include({
        filters: ['genre'],
        optionalFilters: ['releaseYear', 'releaseYear.gte', 'releaseYear.lte'],
        sort: ['releaseYear', '-releaseYear'],
      });
    });
  }

  it('GET /movies: with a sort or filter that is not documented: answers 400', async () => {
    for (const query of [
      'sort=description',
      'sort=--id',
      'sort=id,title',
      'sort=',
      'sort=TITLE',
      'title=Alpha',
      'title.gte=a',
      'releaseYear.lt=1999',
      'releaseYear=x',
      'releaseYear=',
      'releaseYear=1869',
      'releaseYear=null',
      'releaseYear.gte=1e3',
      'genre=',
      'genre=war,',
      'genre=no-genre',
      'genres=war',
      'authorId=0',
      'imdbId=7',
      'title.prefix=',
      'title.prefix=%00',
      'releaseYear[gte]=1990',
    ]) {
      const { status, body } = await read(`/movies?${query}`);
      expect([query, status, body.code]).to.deep.equal([query, 400, 'invalid-parameter']);
      expect(body.errors[0].parameter).to.equal(decodeURIComponent(query.split('=')[0] as string));
    }
  });

  it('GET /movies: with the cursor of another sort or other filters: answers 400 bad-cursor', async () => {
    const { nextCursor } = (await read('/movies?genre=drama&sort=releaseYear&limit=1')).body.page;
    for (const [query, status] of [
      ['genre=drama&sort=releaseYear', 200],
      ['sort=releaseYear&genre=drama,drama', 200],
      ['genre=drama&sort=-releaseYear', 400],
      ['genre=war&sort=releaseYear', 400],
      ['genre=drama', 400],
      ['sort=releaseYear', 400],
      ['genre=drama&sort=releaseYear&releaseYear.gte=1900', 400],
    ] as const) {
      const answer = await read(`/movies?${query}&cursor=${nextCursor}`);
      expect([query, answer.status]).to.deep.equal([query, status]);
    }
  });

  const values = {
    genre: ['drama', 'drama,war'],
    authorId: ['1'],
    releaseYear: ['1950', '1999'],
    birthYear: ['1900', '1920'],
    title: ['a', 'É'],
    name: ['a'],
  };
  for (const [kind, imdbId] of [
    [movie, 'tt0000001'],
    [author, 'nm0000001'],
  ] as const) {
    it(`GET /${kind.plural}: any documented sort and filter, walked by its links with any limit: is the same list`, async () => {
      const queries = scenariosOf(kind.paths, { ...values, imdbId: [imdbId], sourceId: ['1'] });
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...queries),
          fc.integer({ min: 1, max: 5 }),
          async (query, limit) => {
            const whole = (await service().call('GET', urlOf(kind.plural, query))).body.items;
            const walked: unknown[] = [];
            let next: string | undefined = urlOf(kind.plural, { ...query, limit: String(limit) });
            while (next !== undefined) {
              const { body, headers } = await service().call('GET', next);
              walked.push(...body.items);
              [, next] = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
            }
            expect(walked).to.deep.equal(whole);
          },
        ),
        { numRuns: runs(15) },
      );
    });
  }
});
