import { expect } from 'chai';
import fc from 'fast-check';
import { author } from '../../../src/core/catalogue/author.js';
import { genres } from '../../../src/core/catalogue/genre.js';
import { movie } from '../../../src/core/catalogue/movie.js';
import { series } from '../../../src/core/catalogue/series.js';
import type { AccessPath, EqualityFilter, ListQuery, Page, Value } from '../../../src/core/shared/page.js';
import { authorDraft, movieDraft, seriesDraft } from '../../support/drafts.js';
import { listed } from '../../support/fakes/listed.js';
import { runs } from '../../support/thorough.js';
import { walked } from '../../support/walked.js';
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

const genreNames = fc.constantFrom(...genres.slice(0, 4));

/** Any values for a filter. */
const valuesFor = (
  filter: EqualityFilter | undefined,
  authorIds: readonly number[],
): fc.Arbitrary<Value[]> => {
  if (filter?.isBoth) return fc.tuple(genreNames, genreNames);
  if (filter?.isArray) return fc.uniqueArray(genreNames, { minLength: 1, maxLength: 4 });
  if (filter?.isMap)
    return fc.constantFrom('tmdb:9000003', 'a-b:x:9000004', 'tmdb:x', 'other:9000003').map((one) => [one]);
  if (filter?.missing) return fc.constantFrom(...Object.keys(filter.missing)).map((one) => [one]);
  if (filter?.isOneOf)
    return fc.uniqueArray(fc.constantFrom(...authorIds, 1, 2, 2 ** 31 - 1), { minLength: 1 });
  if (filter?.hasForms)
    return fc.uniqueArray(fc.constantFrom('9000003', '9000004', '9000005'), { minLength: 1 });
  return fc
    .constantFrom(...(filter?.field === 'authorId' ? authorIds : ['tt9000003', 'nm9000003']))
    .map((one) => [one]);
};

/** Any page request for an access path, with values that `fill` has added. */
const requests = (path: AccessPath, authorIds: readonly number[]): fc.Arbitrary<ListQuery> => {
  const year = fc.option(fc.constantFrom(1890, 1895, 1999, 2000, 2010), { nil: undefined });
  const { filters: [filter] = [], by: key, checked } = path;
  return fc
    .record({
      limit: fc.integer({ min: 1, max: 15 }),
      isDescending: fc.boolean(),
      values: valuesFor(filter, authorIds),
      checked: checked ? valuesFor(checked, authorIds) : fc.constant(undefined),
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

/** The contract of lists of a catalogue in a database: they are the same as the lists of the fake. */
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
        const keys = { sourceId: imdb, externalIds: { tmdb: imdb, 'a-b': `x:${imdb}` } };
        const { id } = await authors.add(
          authorDraft({ name: called, birthYear: year, imdbId: `nm${imdb}`, ...keys }),
        );
        authorIds.push(id);
        const sortTitle = i % 5 === 0 ? (names[(3 * i) % names.length] ?? null) : null;
        const title = {
          title: called,
          sortTitle,
          releaseYear: year,
          genres: few,
          imdbId: `tt${imdb}`,
          ...keys,
        };
        await movies.add(
          movieDraft({
            ...title,
            authorId: (i % 4 === 3 ? null : authorIds[i % 4]) ?? null,
            runtimeMinutes: year,
          }),
        );
        await shows.add(seriesDraft({ ...title, authorId: authorIds[i % 3] ?? null }));
      }
    });

    for (const kind of [author, movie, series] as const) {
      kind.paths.forEach((path, i) => {
        const what = `${(path.filters?.[0] ?? path.checked)?.parameter ?? 'all'} by ${path.by.field}`;
        it(`list ${kind.plural}: ${what}, filtered and paged in any way: returns that part of the list`, async () => {
          const { list }: { list(query: ListQuery): Promise<Page<{ readonly id: number }>> } =
            catalogue()[kind.plural as 'authors' | 'movies' | 'series'];
          const everything = await walked(list, pageOf());
          await fc.assert(
            fc.asyncProperty(
              requests(kind.paths[i] as AccessPath, authorIds.slice(0, 3)),
              async (request) => {
                const { items: wanted, total } = listed(everything, {
                  ...request,
                  limit: 1_000,
                  count: true,
                });
                expect(await walked(list, request)).to.deep.equal(wanted);
                const page = await list({ ...request, count: true });
                expect(page.total).to.equal(total);
              },
            ),
            { numRuns: runs(10) },
          );
        });
      });
    }
  });
};
