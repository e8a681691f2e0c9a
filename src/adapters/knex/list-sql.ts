import type { Knex } from 'knex';
import type { ListQuery, SortKey, Value } from '../../core/shared/page.js';
import { type Row, snake } from './row-mapping.js';

/** Stands for "no value" in the order of numbers, so that items without one come last. No column holds it. */
const noValue = 2 ** 31 - 1;
/** Sorts after every text with the prefix before it: keys have at most 300 characters. */
const afterAllText = 'repeat(chr(1114111), 300)';

interface Sql {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

const value = (binding: unknown): Sql => ({ sql: '?', bindings: [binding] });

/** A value of a sort key. Times are bound as Date: Postgres rejects the text of years before 1. */
const keyValue = ({ type }: SortKey, key: string | number): Sql =>
  value(type === 'time' ? new Date(Number(key)) : key);

const keyColumn = ({ field, type, isNullable }: SortKey): string => {
  const column = snake(field);
  if (type === 'text') return `fold(${column}) collate "C"`;
  return isNullable ? `coalesce(${column}, ${noValue})` : column;
};

/** The scan of one index for one value of each equality filter. */
interface IndexScan {
  readonly table: string;
  /** A condition beside the order, for a table of (item, value) pairs. */
  readonly condition?: Sql;
  readonly columns: readonly string[];
  /** The values of the first columns. */
  readonly equal: readonly Sql[];
  readonly key: string;
}

/** All combinations of one value from each list. */
const combinations = (lists: readonly (readonly Value[])[]): Value[][] =>
  lists.reduce<Value[][]>(
    (sofar, values) => sofar.flatMap((some) => values.map((one) => [...some, one])),
    [[]],
  );

const scansOf = (table: string, { path: { filters = [], by }, values }: ListQuery): IndexScan[] => {
  const key = keyColumn(by);
  const order = by.field === 'id' ? ['id'] : [key, 'id'];
  const [first] = filters;
  return combinations(values).map((one): IndexScan => {
    if (!first?.isArray) {
      const columns = [...filters.map(({ field }) => snake(field)), ...order];
      return { table, columns, equal: one.map(value), key };
    }
    const column = snake(first.parameter);
    const condition = { sql: `kind = ? and ${column} = ?`, bindings: [table, ...one] };
    return { table: `titles_by_${column}`, condition, columns: order, equal: [], key };
  });
};

/** An interval of sort keys. */
interface Interval {
  readonly low?: Bound | undefined;
  readonly high?: Bound | undefined;
}
interface Bound {
  readonly isInclusive: boolean;
  readonly key: Sql;
}

const inclusive = (key: Sql | undefined): Bound | undefined => key && { key, isInclusive: true };
const withoutValue: Bound = { key: value(noValue), isInclusive: true };
const withValue: Bound = { ...withoutValue, isInclusive: false };

/** In descending order, items without a value still come last, which makes two intervals. */
const intervalsOf = ({ path: { by }, isDescending, from, to, prefix }: ListQuery): Interval[] => {
  if (prefix !== undefined) {
    const folded = { sql: 'fold(?)', bindings: [prefix] };
    const end = { sql: `fold(?) || ${afterAllText}`, bindings: [prefix] };
    return [{ low: inclusive(folded), high: inclusive(end) }];
  }
  const low = inclusive(from === undefined ? undefined : keyValue(by, from));
  if (to !== undefined) return [{ low, high: inclusive(keyValue(by, to)) }];
  if (!by.isNullable) return [{ low }];
  if (from !== undefined) return [{ low, high: withValue }];
  return isDescending ? [{ high: withValue }, { low: withoutValue }] : [{}];
};

const compared = (columns: readonly string[], operator: string, values: readonly Sql[]): Sql[] =>
  values.length === 0
    ? []
    : [
        {
          sql: `(${columns.slice(0, values.length).join(', ')}) ${operator} (${values.map(({ sql }) => sql).join(', ')})`,
          bindings: values.flatMap(({ bindings }) => bindings),
        },
      ];

/**
 * Rows are compared with rows, which is one interval of this index. Equality with a frequent value would make the planner
 * walk another index of the table and discard what does not match.
 */
const conditions = (
  { condition, columns, equal }: IndexScan,
  { low, high }: Interval,
  isDescending: boolean,
  after?: readonly Sql[],
): Sql => {
  const at = (bound: Bound | undefined) => [...equal, ...(bound ? [bound.key] : [])];
  const place = after && [...equal, ...after];
  const all = [
    ...(condition ? [condition] : []),
    ...(place && !isDescending
      ? compared(columns, '>', place)
      : compared(columns, low?.isInclusive === false ? '>' : '>=', at(low))),
    ...(place && isDescending
      ? compared(columns, '<', place)
      : compared(columns, high?.isInclusive === false ? '<' : '<=', at(high))),
  ];
  return {
    sql: all.length === 0 ? '' : `where ${all.map(({ sql }) => sql).join(' and ')}`,
    bindings: all.flatMap(({ bindings }) => bindings),
  };
};

const union = (all: readonly Sql[], distinct: string, end = ''): Sql => {
  const [only] = all;
  if (all.length === 1 && only) return only;
  const parts = all.map(({ sql }) => `(${sql})`).join(' union all ');
  return {
    sql: `select distinct ${distinct} from (${parts}) as parts ${end}`,
    bindings: all.flatMap(({ bindings }) => bindings),
  };
};

/** The statement that reads rows of an interval of the list, with the sort key of each as `list_key`. */
const pageSql = (table: string, query: ListQuery, interval: Interval, limit: number): Sql => {
  const { path, isDescending, after } = query;
  const direction = isDescending ? 'desc' : 'asc';
  const orderBy = (columns: readonly string[]) =>
    columns.map((column) => `${column} ${direction}`).join(', ');
  const place = after?.map((one, i) => (i === 0 ? keyValue(path.by, one) : value(one)));
  const scans = scansOf(table, query).map((scan): Sql => {
    const where = conditions(scan, interval, isDescending, place);
    return {
      sql: `select ${scan.key} as list_key, id from ${scan.table} ${where.sql}
        order by ${orderBy(scan.columns)} limit ${limit}`,
      bindings: where.bindings,
    };
  });
  const order = orderBy(['list_key', 'id']);
  const page = union(scans, 'list_key, id', `order by ${order} limit ${limit}`);
  return {
    sql: `select ${table}.*, page.list_key from (${page.sql}) as page join ${table} using (id) order by ${order}`,
    bindings: page.bindings,
  };
};

/** Reads up to `limit` rows of a list. */
export const readPage = async (
  knex: Knex,
  table: string,
  query: ListQuery,
  limit: number,
): Promise<Row[]> => {
  const intervals = intervalsOf(query);
  const isPastValues = intervals.length > 1 && query.after?.[0] === noValue;
  const rows: Row[] = [];
  for (const [i, interval] of (isPastValues ? intervals.slice(1) : intervals).entries()) {
    if (rows.length === limit) break;
    const { after, ...fromStart } = query;
    const { sql, bindings } = pageSql(table, i === 0 ? query : fromStart, interval, limit - rows.length);
    const read = await knex.raw(sql, bindings as Knex.RawBinding[]);
    rows.push(...read.rows);
  }
  return rows;
};

/** Counts the rows of the whole list. */
export const countList = async (knex: Knex, table: string, query: ListQuery): Promise<number> => {
  // In ascending order the list is one interval.
  const [interval = {}] = intervalsOf({ ...query, isDescending: false });
  const scans = scansOf(table, query).map((scan): Sql => {
    const where = conditions(scan, interval, false);
    return { sql: `select id from ${scan.table} ${where.sql}`, bindings: where.bindings };
  });
  const { sql, bindings } = union(scans, 'id');
  const { rows } = await knex.raw(`select count(*) from (${sql}) as items`, bindings as Knex.RawBinding[]);
  return Number(rows[0].count);
};
