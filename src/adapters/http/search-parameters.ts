import type Joi from 'joi';
import type { AnyKind } from '../../core/catalogue/kind.js';
import type { EqualityFilter, SortKey, Value } from '../../core/shared/page.js';
import type { SearchFilter } from '../../core/shared/search-result.js';
import { HttpError } from './http-error.js';
import { filterSchema, parameterSchema, requestedValues } from './list-filters.js';
import { bound, keyFilters, unique } from './list-parameters.js';

/** The filters that can be combined with a search: the arrays, references and ranges of the list. */
const filtersOf = ({ paths, references }: AnyKind): readonly EqualityFilter[] =>
  unique(paths.flatMap(({ filters = [] }) => filters)).filter(
    ({ field, isArray, isBoth }) =>
      (isArray && !isBoth) || references.some((reference) => reference.field === field),
  );
const rangesOf = ({ paths }: AnyKind): readonly SortKey[] =>
  unique(paths.map(({ by }) => by)).filter(({ filter, type }) => filter === 'range' && type === 'integer');

/** Returns the parameters of the filters that can be combined with a search of a kind. */
export const searchParameters = (kind: AnyKind, body: Joi.ObjectSchema): Record<string, Joi.Schema> =>
  Object.fromEntries([
    ...filtersOf(kind).map((filter) => [filter.parameter, filterSchema(body, filter)]),
    ...rangesOf(kind).flatMap((key) =>
      keyFilters(key).map((name) => [name, parameterSchema(body, key.field)]),
    ),
  ]);

/** Returns the filters of a search of a kind. Ignores all other parameters. */
export const searchFilters = (
  kind: AnyKind,
  parameters: Readonly<Record<string, unknown>>,
): SearchFilter[] => [
  ...filtersOf(kind).flatMap((filter): SearchFilter[] => {
    const value = parameters[filter.parameter] as Value | readonly Value[] | undefined;
    const { field, isArray } = filter;
    return value === undefined
      ? []
      : [{ field, anyOf: requestedValues(filter, value), ...(isArray && { isArray }) }];
  }),
  ...rangesOf(kind).flatMap(({ field }): SearchFilter[] => {
    const from = bound(Math.max, parameters[field], parameters[`${field}.gte`]);
    const to = bound(Math.min, parameters[field], parameters[`${field}.lte`]);
    return from === undefined && to === undefined ? [] : [{ field, from, to }];
  }),
];

/**
 * @param supported the parameters that can be combined with `q`
 * @throws HttpError `invalid-parameter` for any other parameter, since a search has its own order
 */
export const requireSearchParameters = (
  parameters: Readonly<Record<string, unknown>>,
  supported: readonly string[],
): void => {
  const details = Object.keys(parameters)
    .filter((parameter) => !supported.includes(parameter))
    .map((parameter) => ({
      parameter,
      message: `${parameter} cannot be combined with q`,
      code: 'not-together',
    }));
  if (details.length > 0)
    throw new HttpError('invalid-parameter', `q can only be combined with ${supported.join(', ')}.`, details);
};
