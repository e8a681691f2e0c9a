import Joi from 'joi';
import type { AccessPath, SortKey, Value, Walk, Where } from '../../core/shared/page.js';
import { formsOf } from '../../core/shared/text.js';
import { HttpError } from './http-error.js';
import { withoutDefault } from './schemas.js';
import { inQuery, instant } from './text-schemas.js';

/** The filters of a query, by parameter, as they have been validated. */
export type Filters = Readonly<Record<string, unknown>>;

/** The suffixes of a key's filters. */
const suffixes = { range: ['', '.gte', '.lte'], prefix: ['.prefix'] } as const;

/** Of times only ranges: nobody asks for a millisecond. */
const filtersOf = ({ field, narrowedBy, isTime }: SortKey): string[] =>
  narrowedBy === undefined
    ? []
    : suffixes[narrowedBy].filter((suffix) => suffix !== '' || !isTime).map((suffix) => `${field}${suffix}`);

const unique = <T>(all: readonly T[]): T[] => [...new Set(all)];
const sortsOf = (paths: readonly AccessPath[]) => unique(paths.map(({ by }) => by.field));
const wheresOf = (paths: readonly AccessPath[]) => unique(paths.flatMap(({ where }) => where ?? []));
const keysOf = (paths: readonly AccessPath[]) => unique(paths.map(({ by }) => by));

/** The values a field can have, as a parameter: nothing follows from its being left out. */
const valuesOf = (body: Joi.ObjectSchema, field: string) =>
  inQuery(withoutDefault((body.extract(field) as Joi.AnySchema).invalid(null).optional()));

const narrowedValues = (body: Joi.ObjectSchema, { field, isTime }: SortKey) =>
  isTime ? instant() : valuesOf(body, field);

const whereSchema = (body: Joi.ObjectSchema, { field, isArray }: Where): Joi.Schema => {
  if (!isArray) return valuesOf(body, field);
  const one = (body.extract(field).describe().items[0].allow as string[]).join('|');
  return Joi.string().pattern(new RegExp(`^(${one})(,(${one}))*$`), `list of ${field}`);
};

const either = (words: readonly string[]) => words.join(' or ');

/** What to sort by, unless there is nothing to choose. */
const sorting = (paths: readonly AccessPath[]) =>
  paths.every(({ by }) => by.isNewestFirst) ? [] : [`sort by ${either(sortsOf(paths))}`];

const whereNote = (all: readonly AccessPath[], where: Where) => {
  const paths = all.filter((path) => path.where === where);
  const any = where.isArray ? ` with any of these ${where.field}, commas between` : ' with this value';
  const beside = [...paths.flatMap(({ within }) => within?.parameter ?? []), ...sorting(paths)];
  return `Only those${any}.${beside.length === 0 ? '' : ` Goes with ${beside.join(' and ')}.`}`;
};

const noteOf: Readonly<Record<string, string>> = {
  '': 'exactly this',
  '.gte': 'at least this',
  '.lte': 'at most this',
  '.prefix': 'beginning with this, case and accents aside',
};

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * The query parameters of a list that can be walked along these paths: its sorts, and the filters that an index serves.
 * @param body the schema that tells what its fields may hold
 */
export const listParameters = (
  paths: readonly AccessPath[],
  body: Joi.ObjectSchema,
): Record<string, Joi.Schema> => {
  const sorts = sortsOf(paths.filter(({ by }) => !by.isNewestFirst));
  const parameters: Record<string, Joi.Schema> = {};
  if (sorts.length > 0) {
    parameters.sort = Joi.string()
      .valid(...sorts.flatMap((sort) => [sort, `-${sort}`]))
      .description(
        'A leading - sorts in descending order. Ties are sorted by id in the same direction; items without a value come last.',
      );
  }
  for (const where of wheresOf(paths)) {
    parameters[where.parameter] = whereSchema(body, where).description(whereNote(paths, where));
  }
  for (const key of keysOf(paths)) {
    const wheres = wheresOf(paths.filter(({ by }) => by === key)).map(({ parameter }) => parameter);
    const sort = sorting(paths.filter(({ by }) => by === key)).map((one) => `Goes with ${one}`);
    const beside = [...sort, ...(wheres.length === 0 ? [] : [`also with ${either(wheres)}`])].join(', ');
    for (const name of filtersOf(key)) {
      const note = noteOf[name.slice(key.field.length)];
      parameters[name] = narrowedValues(body, key).description(
        `Only those with ${key.field} ${note}.${beside === '' ? '' : ` ${capitalised(beside)}.`}`,
      );
    }
  }
  return parameters;
};

/** What goes together, for who has asked for something else. */
const offered = (paths: readonly AccessPath[]) =>
  wheresOf(paths)
    .map((where): AccessPath[] => paths.filter((path) => path.where === where))
    .concat([paths.filter(({ where }) => where === undefined)])
    .map((some) => {
      const [where] = wheresOf(some);
      const narrow = keysOf(some).flatMap(filtersOf);
      const filters = [
        ...some.flatMap(({ within }) => within?.parameter ?? []),
        where?.parameter ?? 'no other filter',
        ...(narrow.length === 0 ? [] : [either(narrow)]),
      ];
      return [filters.join(' and '), ...sorting(some)].join(' with ');
    })
    .join('; ');

const splitSort = (sort: unknown): { readonly by: string | undefined; readonly isDescending: boolean } =>
  typeof sort !== 'string'
    ? { by: undefined, isDescending: false }
    : { by: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') };

/**
 * The way that a query goes: along the first path that serves its sort and all its filters.
 * @throws HttpError `invalid-parameter` saying what is served, where no path does
 */
export const walkOf = (paths: readonly AccessPath[], { sort, ...filters }: Filters): Walk => {
  const { by, isDescending } = splitSort(sort);
  const asked = Object.keys(filters);
  const serves = ({ within, where, by: key }: AccessPath) => {
    const needed = [within, where].flatMap((one) => one?.parameter ?? []);
    return (
      (by === undefined || key.field === by) &&
      needed.every((name) => asked.includes(name)) &&
      asked.every((name) => needed.includes(name) || filtersOf(key).includes(name))
    );
  };
  const path = paths.find(serves);
  if (path === undefined) {
    const message = `these do not go together; there is ${offered(paths)}`;
    const names = [...asked, ...(by === undefined ? [] : ['sort'])];
    throw new HttpError(
      'invalid-parameter',
      'This list cannot be sorted and filtered like that.',
      names.map((parameter) => ({ parameter, message, code: 'not-together' })),
    );
  }
  const { field } = path.by;
  const value = path.where && filters[path.where.parameter];
  const exact = filters[field];
  return {
    path,
    isDescending: isDescending || path.by.isNewestFirst === true,
    ...(path.within && { within: filters[path.within.parameter] as Value }),
    ...(path.where && value !== undefined && { values: valuesAsked(path.where, value as Value) }),
    from: greatest(exact, filters[`${field}.gte`]),
    to: least(exact, filters[`${field}.lte`]),
    prefix: filters[`${field}.prefix`] as string | undefined,
  };
};

const valuesAsked = ({ isArray, hasForms }: Where, value: Value): Value[] => {
  if (isArray) return unique(String(value).split(','));
  return hasForms ? formsOf(String(value)) : [value];
};

const numbers = (values: readonly unknown[]) => values.filter((value) => typeof value === 'number');
const greatest = (...values: readonly unknown[]) =>
  numbers(values).length === 0 ? undefined : Math.max(...numbers(values));
const least = (...values: readonly unknown[]) =>
  numbers(values).length === 0 ? undefined : Math.min(...numbers(values));
