import { expect } from 'chai';
import fc from 'fast-check';
import { author } from '../../../src/core/catalogue/author.js';
import type { CatalogueRepository } from '../../../src/core/catalogue/catalogue-repository.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import type { Item } from '../../../src/core/catalogue/kind.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import type { AccessPath, ListQuery, Position, Value } from '../../../src/core/shared/page.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import { listed } from '../../support/fakes/listed.js';
import { runs } from '../../support/thorough.js';
import type { CatalogueUnderTest } from './catalogue-repository.js';
import { pageOf } from './fixtures.js';

const names = [
  'Étude',
  'etude',
  'ETUDE 2',
  'Æon',
  'aeon flux',
  'Zoë',
  'zoe',
  'Łódź',
  'lodz',
  '9',
  'Ядро',
  'ядро',
  '𝔘p',
];
const years = [1895, 1999, 1999, 2000, null, null];

/** Follows a list to its end. */
export const walked = async <Draft extends object>(
  repository: Pick<CatalogueRepository<Draft>, 'list'>,
  request: ListQuery,
): Promise<Item<Draft>[]> => {
  const items: Item<Draft>[] = [];
  let after: Position | null | undefined;
  while (after !== null) {
    const page: Awaited<ReturnType<typeof repository.list>> = await repository.list({ ...request, after });
    expect(page.items.length).to.be.at.most(request.limit);
    if (page.next !== null) expect(page.items).to.have.length(request.limit);
    items.push(...page.items);
    after = page.next;
  }
  return items;
};

/** Any request along a path, over what `fill` has added. */
const requests = (path: AccessPath, authorIds: readonly number[]): fc.Arbitrary<ListQuery> => {
  const year = fc.option(fc.constantFrom(1890, 1895, 1999, 2000, 2010), { nil: undefined });
  const { filters: [filter] = [], by: key } = path;
  const values: fc.Arbitrary<Value[]> = filter?.isArray
    ? fc.uniqueArray(fc.constantFrom(...genres.slice(0, 4)), { minLength: 1, maxLength: 4 })
    : filter?.hasForms
      ? fc.uniqueArray(fc.constantFrom('9000003', '9000004', '9000005'), { minLength: 1 })
      : fc
          .constantFrom(...(filter?.field === 'authorId' ? authorIds : ['tt9000003', 'nm9000003']))
          .map((one) => [one]);
  return fc
    .record({
      limit: fc.integer({ min: 1, max: 15 }),
      isDescending: fc.boolean(),
      values,
      from: key.filter === 'range' ? year : fc.constant(undefined),
      to: key.filter === 'range' ? year : fc.constant(undefined),
      prefix:
        key.filter === 'prefix'
          ? fc.option(fc.constantFrom('é', 'E', 'etude', 'ÆO', 'z', 'łó', 'я', 'x', '%', '_'), {
              nil: undefined,
            })
          : fc.constant(undefined),
    })
    .map((asked) => pageOf({ path, ...asked, values: filter ? [asked.values] : [] }));
};

/** What every CatalogueRepository promises of its lists. */
export const catalogueListsContract = (name: string, catalogue: () => CatalogueUnderTest) => {
  describe(`the lists of a catalogue in ${name}`, () => {
    const authorIds: number[] = [];
    before(async () => {
      const { authors, movies, series: shows } = catalogue();
      for (let i = 0; i < 2 * names.length; i += 1) {
        const [called, year] = [names[i % names.length] as string, years[i % years.length] as number | null];
        const [imdb, few] = [
          String(9_000_000 + i),
          genres.slice(0, 4).filter((_, bit) => (i >> bit) % 2 === 1),
        ];
        const { id } = await authors.add(
          authorDraft({ name: called, birthYear: year, imdbId: `nm${imdb}`, sourceId: imdb }),
        );
        authorIds.push(id);
        const title = { title: called, releaseYear: year, genres: few, imdbId: `tt${imdb}`, sourceId: imdb };
        await movies.add(movieDraft({ ...title, authorId: authorIds[i % 3] ?? null }));
        await shows.add(seriesDraft({ ...title, authorId: authorIds[i % 3] ?? null }));
      }
    });

    for (const kind of [author, movie, series] as const) {
      kind.paths.forEach((path, i) => {
        const what = `${path.filters?.[0]?.parameter ?? 'all'} by ${path.by.field}`;
        it(`list ${kind.plural}: ${what}, cut down and walked in any way: is the list that it says`, async () => {
          const repository = catalogue()[
            kind.plural as keyof CatalogueUnderTest
          ] as CatalogueRepository<object>;
          const everything = await walked(repository, pageOf());
          await fc.assert(
            fc.asyncProperty(
              requests(kind.paths[i] as AccessPath, authorIds.slice(0, 3)),
              async (request) => {
                const { items: wanted, total } = listed(everything, {
                  ...request,
                  limit: 1_000,
                  count: true,
                });
                expect(await walked(repository, request)).to.deep.equal(wanted);
                const page = await repository.list({ ...request, count: true });
                expect(page.total).to.equal(total);
              },
            ),
            { numRuns: runs(10) },
          );
        });
      });
    }

    it('list: by a year that not all have: has those without one last, in both directions', async () => {
      const { movies } = catalogue();
      const path = movie.paths.find(
        ({ filters, by: key }) => filters === undefined && key.isNullable,
      ) as AccessPath;
      for (const isDescending of [false, true]) {
        const items = await walked(movies, pageOf({ path, isDescending, limit: 4 }));
        const known = items.map(({ releaseYear }) => releaseYear);
        const first = known.indexOf(null);
        expect(known.slice(first).every((year) => year === null)).to.equal(true);
        const sorted = known.slice(0, first).sort((a, b) => Number(a) - Number(b));
        expect(known.slice(0, first)).to.deep.equal(isDescending ? sorted.toReversed() : sorted);
        const ids = items.slice(first).map(({ id }) => id);
        expect(ids).to.deep.equal([...ids].sort((a, b) => (isDescending ? b - a : a - b)));
      }
    });

    it('list: by title, changed and removed: shows each where it now belongs', async () => {
      const { movies } = catalogue();
      const path = movie.paths.find(({ by: key }) => key.type === 'text') as AccessPath;
      const { id } = await movies.add(movieDraft({ title: 'Qa', genres: ['war', 'news'] }));
      const titles = async (prefix: string) =>
        (await movies.list(pageOf({ path, prefix }))).items.map(({ title }) => title);
      expect(await titles('qa')).to.deep.equal(['Qa']);
      const ofGenre = async (genre: string) => {
        const byGenre = movie.paths.find((one) => one.filters?.[0]?.isArray) as AccessPath;
        const { items } = await movies.list(pageOf({ path: byGenre, values: [[genre]] }));
        return items.some((item) => item.id === id);
      };
      expect([await ofGenre('war'), await ofGenre('news'), await ofGenre('sport')]).to.deep.equal([
        true,
        true,
        false,
      ]);
      await movies.change(id, (current) => ({ ...current, title: 'Qb', genres: ['sport', 'war'] }));
      expect([await titles('qa'), await titles('qb')]).to.deep.equal([[], ['Qb']]);
      expect([await ofGenre('war'), await ofGenre('news'), await ofGenre('sport')]).to.deep.equal([
        true,
        false,
        true,
      ]);
      await movies.remove(id, () => {});
      expect([await titles('qb'), await ofGenre('war')]).to.deep.equal([[], false]);
    });
  });
};
