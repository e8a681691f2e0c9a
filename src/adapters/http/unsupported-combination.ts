import { HttpError } from './http-error.js';

/** A supported combination of parameters. `filters` are required together; the others are optional. */
export interface Combination {
  readonly filters: readonly string[];
  readonly optionalFilters: readonly string[];
  readonly sort: readonly string[];
}

/** How many combinations an error names. */
const maxNearest = 3;

/** Returns the combinations that need the fewest changes: filters to leave out or add, and another sort. */
const nearestTo = (all: readonly Combination[], sort: string | undefined, names: readonly string[]) =>
  all
    .map((one) => {
      const removed = names.filter((name) => ![...one.filters, ...one.optionalFilters].includes(name)).length;
      const added = one.filters.filter((name) => !names.includes(name)).length;
      const resorted = sort === undefined || one.sort.includes(sort) ? 0 : 1;
      // Leaving out a filter changes what is found, so it counts more than another order.
      return { one, changes: 3 * removed + 2 * added + resorted };
    })
    .sort((one, other) => one.changes - other.changes)
    .slice(0, maxNearest)
    .map(({ one }) => one);

/** `genre with sort=id or sort=title` */
const inWords = ({ filters, optionalFilters, sort }: Combination, names: readonly string[]) => {
  const kept = optionalFilters.filter((name) => names.includes(name));
  const parameters = [...filters, ...kept].join(' and ') || 'no filter';
  return sort.length === 0 ? parameters : `${parameters} with sort=${sort.join(' or ')}`;
};

/** The error for a combination of parameters that no index serves. @param names the filters of the request */
export const unsupportedCombination = (
  supported: readonly Combination[],
  sort: string | undefined,
  names: readonly string[],
): HttpError => {
  const nearest = nearestTo(supported, sort, names);
  return new HttpError(
    'invalid-parameter',
    `No index serves this combination of filters and sort. The nearest ones are: ${nearest.map((one) => inWords(one, names)).join('; ')}. \`supported\` lists all of them.`,
    (sort === undefined ? names : [...names, 'sort']).map((parameter) => ({
      parameter,
      message: `${parameter} cannot be combined with the other parameters`,
      code: 'not-together',
    })),
    { nearest, supported },
  );
};
