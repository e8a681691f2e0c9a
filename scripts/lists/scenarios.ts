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
  paths.flatMap(({ filters = [], by }) => {
    const filtered = filters.reduce<Query[]>(
      (some, { parameter }) =>
        some.flatMap((one) => (values[parameter] ?? []).map((value) => ({ ...one, [parameter]: value }))),
      [{}],
    );
    const sorts = [by.field, `-${by.field}`];
    return filtered.flatMap((filter) =>
      sorts.flatMap((sort) => keyFilters(by, values).map((more) => ({ sort, ...filter, ...more }))),
    );
  });

export const urlOf = (plural: string, query: Query) => `/api/v1/${plural}?${new URLSearchParams(query)}`;
