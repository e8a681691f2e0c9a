import { allIds, hasNoIds, otherIds } from '../../core/catalogue/external-ids.js';
import type { AnyKeys } from '../../core/catalogue/keys.js';

// Columns are snake_case, properties camelCase. A Date becomes RFC 3339 text with milliseconds.
const toCamel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const toSnake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Caches the result for each name. The tables have a fixed number of columns, so the cache is bounded. */
const memoize = (convert: (name: string) => string) => {
  const known = new Map<string, string>();
  return (name: string): string => {
    const cached = known.get(name);
    if (cached !== undefined) return cached;
    const result = convert(name);
    known.set(name, result);
    return result;
  };
};
const camel = memoize(toCamel);
export const snake = memoize(toSnake);

export type Row = Record<string, unknown>;

/** Columns that only queries read. */
const internalColumns = new Set(['changed_in']);

/** Converts a row to an object of the core. The table guarantees the types of the values, hence the cast. */
export const fromRow = <T>(row: Row): T => {
  const item: Row = {};
  for (const column of Object.keys(row)) {
    if (internalColumns.has(column)) continue;
    const value = row[column];
    item[camel(column)] = value instanceof Date ? value.toISOString() : value;
  }
  // This column has the ids without a separate column.
  if (item.externalIds !== undefined) {
    const keys = item as unknown as AnyKeys;
    item.externalIds = allIds(keys, keys.externalIds);
  }
  return item as T;
};

const generatedProperties = new Set(['id', 'version', 'createdAt', 'updatedAt']);
const propertiesWithDefault = new Set([...generatedProperties, 'externalIds']);

/** @param left properties that have no column in the row */
const rowWithout = (item: object, left: ReadonlySet<string>): Row => {
  const row: Row = {};
  for (const [name, value] of Object.entries(item))
    if (!left.has(name)) row[snake(name)] = name === 'externalIds' ? otherIds(item as AnyKeys) : value;
  return row;
};

/** Returns the columns to write, without those that the database generates. */
export const toRow = (item: object): Row => rowWithout(item, generatedProperties);

/** As `toRow`, for new items. The column of the external ids is left out if none of them has any: that is its default. */
export const toNewRows = (drafts: readonly AnyKeys[]): Row[] => {
  const hasIds = drafts.some((draft) => !hasNoIds(otherIds(draft)));
  return drafts.map((draft) => rowWithout(draft, hasIds ? generatedProperties : propertiesWithDefault));
};
