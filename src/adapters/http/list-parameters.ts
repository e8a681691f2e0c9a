import type Joi from 'joi';
import { keyFields, splitIdByName } from '../../core/catalogue/external-ids.js';
import type { AccessPath, EqualityFilter, ListQuery, SortKey, Value } from '../../core/shared/page.js';
import { filterNote, filterSchema, parameterSchema, requestedValues } from './list-filters.js';
import { named } from './schemas.js';
import { instant, oneOf } from './text-schemas.js';
import { type Combination, unsupportedCombination } from './unsupported-combination.js';

/** The validated sort and filters of a query, by parameter. */
export type ListParameters = Readonly<Record<string, unknown>>;

/** Suffixes of the parameters that filter by a sort key. */
const suffixes = { range: ['', '.gte', '.lte'], prefix: ['.prefix'] } as const;

/** The parameters that filter by a sort key. Times have no exact match, since they have milliseconds. */
export const keyFilters = ({ field, filter, type }: SortKey): string[] =>
  filter === undefined
    ? []
    : suffixes[filter]
        .filter((suffix) => suffix !== '' || type !== 'time')
        .map((suffix) => `${field}${suffix}`);

export const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];
const filtersOf = ({ filters = [], checked }: AccessPath) => [...filters, ...(checked ? [checked] : [])];
const parametersOf = (path: AccessPath) => filtersOf(path).map(({ parameter }) => parameter);
const sortFields = (paths: readonly AccessPath[]) => unique(paths.map(({ by }) => by.field));
const isSortable = (paths: readonly AccessPath[]) => paths.some(({ by }) => by.direction === undefined);

const or = (words: readonly string[]) => words.join(' or ');

/** Returns sentences for the description of a parameter: what it can be combined with. */
const combinations = (
  paths: readonly AccessPath[],
  required: readonly string[],
  optional: readonly string[],
) => {
  return [
    ...(required.length === 0 ? [] : [`Requires ${required.join(' and ')}.`]),
    ...(isSortable(paths) ? [`Only with sort by ${or(sortFields(paths))}.`] : []),
    ...(optional.length === 0 ? [] : [`Can be combined with ${or(optional)}.`]),
  ].join(' ');
};

/** Returns sentences for the description of a filter. */
const filterDescription = (paths: readonly AccessPath[], filter: EqualityFilter) => {
  const some = paths.filter((path) => filtersOf(path).at(-1) === filter);
  const others = unique(some.flatMap(parametersOf)).filter((one) => one !== filter.parameter);
  const isChecked = some.some(({ checked }) => checked === filter);
  return [filterNote(filter), combinations(some, others, []), isChecked && shortPages(some)]
    .filter(Boolean)
    .join(' ');
};

const shortPages = (paths: readonly AccessPath[]) => {
  const sorts = sortFields(paths.filter(({ checked }) => checked));
  return `Sorted by ${or(sorts)}, a page can have fewer items than limit, although nextCursor is not null.`;
};

const keyFilterNotes: Readonly<Record<string, string>> = {
  '': 'equal to this',
  '.gte': 'greater than or equal to this',
  '.lte': 'less than or equal to this',
  '.prefix': 'beginning with this text, ignoring case and accents',
};

/** `releaseYear` → `RELEASE_YEAR` and `RELEASE_YEAR_DESC`. */
const sortValues = (field: string) => {
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  return { [name]: field, [`${name}_DESC`]: `-${field}` };
};

/**
 * Returns the query parameters of a list: sort, and the filters that its access paths serve.
 * @param name the name of the list, for the names of schemas: `Movies`
 * @param body the schema of the items' fields
 */
export const listParameters = (
  name: string,
  paths: readonly AccessPath[],
  body: Joi.ObjectSchema,
): Record<string, Joi.Schema> => {
  const parameters: Record<string, Joi.Schema> = {};
  if (isSortable(paths)) {
    const values: Record<string, string> = Object.assign({}, ...sortFields(paths).map(sortValues));
    const schema = named(`${name}Sort`, oneOf(values)).example(Object.values(values).at(-1));
    parameters.sort = schema.description(
      'A leading - sorts in descending order. Ties are sorted by id in the same direction; items without a value come last.',
    );
  }
  for (const filter of unique(paths.flatMap(filtersOf))) {
    const schema = filterSchema(body, filter);
    const its = filter.missing ? named(`${name}Missing`, schema) : schema;
    parameters[filter.parameter] = its.description(filterDescription(paths, filter));
  }
  for (const key of unique(paths.map(({ by }) => by))) {
    const some = paths.filter(({ by }) => by === key);
    const note = combinations(some, [], unique(some.flatMap(parametersOf)));
    for (const parameter of keyFilters(key)) {
      const schema = key.type === 'time' ? instant() : parameterSchema(body, key.field);
      const match = `Only items with ${key.field} ${keyFilterNotes[parameter.slice(key.field.length)]}.`;
      parameters[parameter] = schema.description(`${match} ${note}`.trim());
    }
  }
  return parameters;
};

const combinationOf = (path: AccessPath): Combination => ({
  filters: parametersOf(path),
  optionalFilters: keyFilters(path.by),
  sort: path.by.direction ? [] : [path.by.field, `-${path.by.field}`],
});

/** The combinations of parameters that a list supports. */
export const supportedCombinations = (paths: readonly AccessPath[]): Combination[] =>
  paths.map(combinationOf);

const serves = (path: AccessPath, sort: string | undefined, names: readonly string[]) => {
  const { filters, optionalFilters, sort: sorts } = combinationOf(path);
  return (
    (sort === undefined || sorts.includes(sort)) &&
    filters.every((name) => names.includes(name)) &&
    names.every((name) => filters.includes(name) || optionalFilters.includes(name))
  );
};

/** The filters, with that of an external id as the filter of its own field: `externalId=imdb:tt0133093`. */
const withOwnFields = (paths: readonly AccessPath[], filters: ListParameters): ListParameters => {
  const { externalId, ...others } = filters;
  const [system, id] = splitIdByName(String(externalId));
  const own = keyFields.find(([name]) => name === system)?.[1] ?? '';
  const isFilter = paths.some((path) => parametersOf(path).includes(own));
  return externalId === undefined || !isFilter || own in others ? filters : { ...others, [own]: id };
};

/**
 * Returns the query along the first access path that serves the sort and all filters.
 * @throws HttpError `invalid-parameter` with the nearest and all supported combinations, if no access path serves them
 */
export const listQuery = (
  paths: readonly AccessPath[],
  { sort, ...parameters }: ListParameters,
  { limit, after, count = false }: Pick<ListQuery, 'limit' | 'after'> & { readonly count?: boolean },
): ListQuery => {
  const filters = withOwnFields(paths, parameters);
  const names = Object.keys(filters);
  const path = paths.find((one) => serves(one, sort as string | undefined, names));
  if (path === undefined)
    throw unsupportedCombination(supportedCombinations(paths), sort as string | undefined, names);
  const { field, direction } = path.by;
  const valuesOf = (filter: EqualityFilter) =>
    requestedValues(filter, filters[filter.parameter] as Value | readonly Value[]);
  return {
    path,
    isDescending: direction === 'descending' || String(sort).startsWith('-'),
    values: (path.filters ?? []).map(valuesOf),
    checked: path.checked && valuesOf(path.checked),
    from: bound(Math.max, filters[field], filters[`${field}.gte`]),
    to: bound(Math.min, filters[field], filters[`${field}.lte`]),
    prefix: filters[`${field}.prefix`] as string | undefined,
    limit,
    after,
    count,
  };
};

/** Returns the tightest of several bounds; undefined without a number. @param tighter `Math.max` for lower bounds */
export const bound = (tighter: (...all: number[]) => number, ...values: readonly unknown[]) => {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === 0 ? undefined : tighter(...numbers);
};
