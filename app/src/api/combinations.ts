import type { Combination, Kind } from './kinds.js';

/** The sort and filters of a list, by parameter. */
export interface ListQuery {
  readonly sort: string;
  readonly filters: Readonly<Record<string, unknown>>;
}

const names = (filters: ListQuery['filters']) => Object.keys(filters);

const servesFilters = ({ filters, optionalFilters }: Combination, given: readonly string[]) =>
  filters.every((name) => given.includes(name)) &&
  given.every((name) => filters.includes(name) || optionalFilters.includes(name));

const only = (filters: ListQuery['filters'], kept: readonly string[]) =>
  Object.fromEntries(Object.entries(filters).filter(([name]) => kept.includes(name)));

/** The sorts that the list supports with these filters. Empty: the order is fixed, as that of a search. */
export const sortsWith = ({ combinations }: Kind, filters: ListQuery['filters']): string[] => [
  ...new Set(combinations.filter((one) => servesFilters(one, names(filters))).flatMap(({ sort }) => sort)),
];

/**
 * Returns the nearest query that the list supports: the last change counts, and what cannot be combined with it gives
 * way. Other filters are kept rather than the sort.
 * @param changed the filter that was set last; undefined: the sort was
 */
export const nearestSupported = (
  { combinations, searchFilters }: Kind,
  { sort, filters }: ListQuery,
  changed: string | undefined,
): ListQuery => {
  if ('q' in filters && (changed === 'q' || changed === undefined || searchFilters.includes(changed)))
    return { sort, filters: only(filters, ['q', ...searchFilters]) };
  const { q: _, ...wanted } = filters;
  const candidates = combinations
    .filter((one) => changed === undefined || [...one.filters, ...one.optionalFilters].includes(changed))
    .filter((one) => one.filters.every((name) => name in wanted))
    .filter((one) => changed !== undefined || one.sort.includes(sort))
    .map((one) => {
      const kept = only(wanted, [...one.filters, ...one.optionalFilters]);
      const isSorted = one.sort.includes(sort);
      return {
        query: { sort: isSorted ? sort : (one.sort[0] ?? sort), filters: kept },
        score: 2 * names(kept).length + Number(isSorted),
      };
    });
  const best = candidates.reduce<(typeof candidates)[number] | undefined>(
    (one, other) => (one === undefined || other.score > one.score ? other : one),
    undefined,
  );
  return best?.query ?? { sort, filters: {} };
};
