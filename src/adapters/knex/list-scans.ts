import { splitIdByName } from '../../core/catalogue/external-ids.js';
import type { EqualityFilter, ListQuery, SortKey, Value } from '../../core/shared/page.js';
import { snake } from './row-mapping.js';

/** The sort key of items without a value, which places them last. No column contains this number. */
export const noValue = 2 ** 31 - 1;

export interface Sql {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

export const value = (binding: unknown): Sql => ({ sql: '?', bindings: [binding] });

const keyColumn = ({ field, type, isNullable, fallback }: SortKey): string => {
  const column = snake(field);
  if (fallback !== undefined) return `title_key(${column}, ${snake(fallback)}) collate "C"`;
  if (type === 'text') return `fold(${column}) collate "C"`;
  return isNullable ? `coalesce(${column}, ${noValue})` : column;
};

/** The scan of one index for one value of each equality filter. */
export interface IndexScan {
  readonly table: string;
  /** A further condition, of a partial index or of a table of (item, value) pairs. */
  readonly condition?: Sql;
  readonly columns: readonly string[];
  /** The values of the first columns. */
  readonly equal: readonly Sql[];
  readonly key: string;
  /** A condition that has to be checked on each row, because no column of the index decides it. */
  readonly check?: Sql;
}

/** Returns all combinations of one value from each list. */
const combinations = (lists: readonly (readonly Value[])[]): Value[][] =>
  lists.reduce<Value[][]>(
    (partial, values) => partial.flatMap((some) => values.map((one) => [...some, one])),
    [[]],
  );

/** The scan of the table of an array, which has a row for each item and value. */
const pairScan = (
  table: string,
  { parameter, isBoth }: EqualityFilter,
  values: readonly Value[],
  key: string,
) => {
  const column = snake(parameter.replace(/\..*/, ''));
  const pairs = `titles_by_${column}`;
  const pairOf = (alias: string) => `${alias}.kind = ? and ${alias}.${column} = ?`;
  const [first, second] = values;
  const scan: IndexScan = {
    table: pairs,
    condition: { sql: pairOf(pairs), bindings: [table, first] },
    columns: key === 'id' ? ['id'] : [key, 'id'],
    equal: [],
    key,
  };
  if (!isBoth) return scan;
  const sql = `exists (select from ${pairs} as other where ${pairOf('other')} and other.id = ${pairs}.id)`;
  return { ...scan, check: { sql, bindings: [table, second] } };
};

/** The external ids of all kinds, each with the id of its item. */
const idsByItem = '(select kind, source, value, item as id from external_ids) as ids';

/**
 * Scans the partial index on items without a value. Its first column is the expression of its condition, so that
 * Postgres cannot serve this order from another index.
 */
const missingScan = (table: string, { missing }: EqualityFilter, name: Value, key: string): IndexScan => {
  const { field, isArray } = missing?.[String(name)] ?? { field: String(name) };
  const condition = `${snake(field)} ${isArray ? "= '{}'" : 'is null'}`;
  return {
    table,
    condition: { sql: condition, bindings: [] },
    columns: [`(${condition})`, 'id'],
    equal: [{ sql: 'true', bindings: [] }],
    key,
  };
};

/** Returns the scans whose union is the list. With a `check`, there is one. */
export const scansOf = (table: string, query: ListQuery): IndexScan[] => {
  const { path, values, checked } = query;
  const { filters = [], by } = path;
  const key = keyColumn(by);
  const order = by.field === 'id' ? ['id'] : [key, 'id'];
  const [first] = filters;
  if (first?.isArray) {
    const all = values[0] ?? [];
    return (first.isBoth ? [all] : all.map((one) => [one])).map((one) => pairScan(table, first, one, key));
  }
  if (first?.isMap)
    return (values[0] ?? []).map((one) => {
      const condition = {
        sql: 'kind = ? and source = ? and value = ?',
        bindings: [table, ...splitIdByName(String(one))],
      };
      return { table: idsByItem, condition, columns: order, equal: [], key };
    });
  if (first?.missing) return (values[0] ?? []).map((name) => missingScan(table, first, name, key));
  if (first?.isOneOf) {
    const condition = { sql: `${snake(first.field)} = any(?::integer[])`, bindings: [values[0]] };
    return [{ table, condition, columns: order, equal: [], key }];
  }
  const check = path.checked && {
    sql: `${snake(path.checked.field)} && ?::text[]`,
    bindings: [checked],
  };
  return combinations(values).map((one) => ({
    table,
    columns: [...filters.map(({ field }) => snake(field)), ...order],
    equal: one.map(value),
    key,
    ...(check && { check }),
  }));
};
