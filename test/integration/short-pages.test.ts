import { expect } from 'chai';
import { KnexCatalogueRepository } from '../../src/adapters/knex/knex-catalogue-repository.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { titlePaths } from '../../src/core/catalogue/title.js';
import { type ListQuery, maxLookedAt, type Position } from '../../src/core/shared/page.js';
import { walked } from '../support/walked.js';
import { pageOf, useDatabase } from './contracts/fixtures.js';

describe('a page of a list whose index does not contain a filter', () => {
  const database = useDatabase();
  const list = (query: ListQuery) => new KnexCatalogueRepository(database().knex, movie, [movie]).list(query);
  const rare = [1, maxLookedAt, maxLookedAt + 1, 2 * maxLookedAt - 1, 3 * maxLookedAt, 3 * maxLookedAt + 7];
  before(() =>
    database().knex.raw(
      `insert into movies (title, genres)
       select to_char(i, '00000'), case when i = any(?) then '{drama,western}'::text[] else '{drama}' end
       from generate_series(1, ?::integer) as i`,
      [rare, 3 * maxLookedAt + 7],
    ),
  );
  const pathOf = (parameter: string) =>
    titlePaths.find(({ filters, checked }) => (checked ?? filters?.[0])?.parameter === parameter);

  for (const [what, query] of [
    ['a genre by title', { path: titlePaths.find(({ checked }) => checked), checked: ['western'] }],
    ['two genres, the frequent one first', { path: pathOf('genre.all'), values: [['drama', 'western']] }],
  ] as const) {
    it(`${what}: looks at a limited number of items, and the pages together have each match once`, async () => {
      for (const isDescending of [false, true]) {
        const request = pageOf({ ...query, isDescending } as Partial<ListQuery>);
        const items = await walked(list, request);
        expect(items.map(({ id }) => id)).to.deep.equal(isDescending ? rare.toReversed() : rare);
        const first = await list({ ...request, count: true });
        expect(first.items).to.have.length(2);
        expect(first.total).to.equal(rare.length);
        const paged = await walked(list, { ...request, limit: 1 });
        expect(paged).to.deep.equal(items);
      }
    });

    it(`${what}, exhaustive: has all matches up to its limit, in one statement`, async () => {
      for (const isDescending of [false, true]) {
        const request = pageOf({ ...query, isDescending, isExhaustive: true } as Partial<ListQuery>);
        const all = isDescending ? rare.toReversed() : rare;
        const statements: string[] = [];
        const record = ({ sql }: { sql: string }) => void statements.push(sql);
        database().knex.on('query', record);
        const page = await list({ ...request, limit: rare.length });
        database().knex.off('query', record);
        expect(page.items.map(({ id }) => id)).to.deep.equal(all);
        expect([page.next, statements.length]).to.deep.equal([null, 1]);
        const first = await list({ ...request, limit: 4 });
        expect(first.items.map(({ id }) => id)).to.deep.equal(all.slice(0, 4));
        const rest = await list({ ...request, limit: 4, after: first.next ?? undefined });
        expect(rest.items.map(({ id }) => id)).to.deep.equal(all.slice(4));
      }
    });
  }
});

describe('a search that matches more titles than are ranked', () => {
  const database = useDatabase();

  it('page by page: returns those that are ranked, once, and ends', async () => {
    await database().knex.raw(
      `insert into movies (title, genres) select to_char(i, '00000') || ' crowd', '{}' from generate_series(1, 700) as i`,
    );
    const movies = new KnexCatalogueRepository(database().knex, movie, [movie], 60_000);
    const found: number[] = [];
    let after: Position | null | undefined;
    do {
      const { items, next } = await movies.search({ text: 'crowd', limit: 100, after: after ?? undefined });
      found.push(...items.map(({ item }) => item.id));
      after = next;
    } while (after !== null);
    expect([found.length, new Set(found).size]).to.deep.equal([500, 500]);
  });
});
