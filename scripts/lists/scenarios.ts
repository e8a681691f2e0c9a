import { author } from '../../src/core/catalogue/author.js';
import { movie } from '../../src/core/catalogue/movie.js';
import { series } from '../../src/core/catalogue/series.js';
import type { AccessPath, SortKey } from '../../src/core/shared/page.js';

/** Query parameters of a list. */
export type Query = Readonly<Record<string, string>>;

/** Values of filters, by parameter: both frequent and rare ones. */
export type Values = Readonly<Record<string, readonly string[]>>;

const titleValues: Values = {
  genre: ['action', 'western', 'action,drama,western'],
  authorId: ['1', '900'],
  imdbId: ['tt1000007'],
  sourceId: ['1000007'],
  externalId: ['tmdb:1000007', 'imdb:tt1000007', 'source:1000007'],
  title: ['the', 'z'],
  releaseYear: ['1990', '2010'],
  runtimeMinutes: ['80', '120'],
  sortTitle: ['the', 'z'],
  'genre.all': ['western,drama', 'drama,western', 'action,western'],
  id: ['3,900,901,7,39999,1000000'],
  missing: ['releaseYear', 'genres', 'author', 'description'],
};

interface ListKind {
  readonly plural: string;
  readonly paths: readonly AccessPath[];
}

/** The lists of the generated items. */
export const listsToWalk: readonly { readonly kind: ListKind; readonly values: Values }[] = [
  {
    kind: author,
    values: {
      imdbId: ['nm1000001'],
      sourceId: ['1'],
      externalId: ['wikidata:Q1'],
      name: ['a', 'z'],
      birthYear: ['1900', '1950'],
      id: ['1,2,900'],
      missing: ['birthYear', 'biography'],
    },
  },
  { kind: movie, values: titleValues },
  { kind: series, values: titleValues },
];

/** Returns the filters that a sort key serves. */
const keyFilters = ({ field, filter }: SortKey, values: Values): Query[] => {
  const [low = '', high = ''] = values[field] ?? [];
  if (filter === 'prefix')
    return [{}, ...(values[field] ?? []).map((text) => ({ [`${field}.prefix`]: text }))];
  if (filter === undefined) return [{}];
  return [
    {},
    { [field]: high },
    { [`${field}.gte`]: low },
    { [`${field}.lte`]: high },
    { [`${field}.gte`]: low, [`${field}.lte`]: high },
  ];
};

/** Returns every supported query of a list: each access path, in both directions, with each of its filters. */
export const scenariosOf = (paths: readonly AccessPath[], values: Values): Query[] =>
  paths.flatMap(({ filters = [], by, checked }) => {
    const filtered = [...filters, ...(checked ? [checked] : [])].reduce<Query[]>(
      (some, { parameter }) =>
        some.flatMap((one) => (values[parameter] ?? []).map((value) => ({ ...one, [parameter]: value }))),
      [{}],
    );
    const sorts = [by.field, `-${by.field}`];
    return filtered.flatMap((filter) =>
      sorts.flatMap((sort) => keyFilters(by, values).map((more) => ({ sort, ...filter, ...more }))),
    );
  });

/** Whether a page looks at items that no index selects: at most `maxLookedAt`. */
export const isLookedThrough = ({ sort = 'id', ...query }: Query) =>
  'genre.all' in query || ('genre' in query && /[tT]itle$/.test(sort));

export const urlOf = (plural: string, query: Query) => `/api/v1/${plural}?${new URLSearchParams(query)}`;
