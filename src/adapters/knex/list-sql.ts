import type { Knex } from 'knex';
import { splitIdByName } from '../../core/catalogue/external-ids.js';
import type { ListQuery, SortKey, Value } from '../../core/shared/page.js';
import { type Row, snake } from './row-mapping.js';

/** Sort key of items without a value, so that they come last. No column contains it. */
export const noValue = 2 ** 31 - 1;
/** Appended to a prefix, it sorts after every text with that prefix: keys have at most 300 characters. */
const afterAllText = 'repeat(chr(1114111), 300)';

interface Sql {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

const value = (binding: unknown): Sql => ({ sql: '?', bindings: [binding] });

/** Binds the value of a sort key. A time is bound as Date: Postgres rejects the text of years before 1. */
const keyValue = ({ type }: SortKey, key: string | number): Sql =>
  value(type === 'time' ? new Date(Number(key)) : key);

const keyColumn = ({ field, type, isNullable }: SortKey): string => {
  const column = snake(field);
  if (type === 'text') return `fold(${column}) collate "C"`;
  return isNullable ? `coalesce(${column}, ${noValue})` : column;
};

/** The external ids of all kinds, each with the id of its item. */
const idsByItem = '(select kind, source, value, item as id from external_ids) as ids';

/** The scan of one index for one value of each equality filter. */
interface IndexScan {
  readonly table: string;
  /** A further condition, for a table of (item, value) pairs. */
  readonly condition?: Sql;
  readonly columns: readonly string[];
  /** The values of the first columns. */
  readonly equal: readonly Sql[];
  readonly key: string;
}

/** Returns all combinations of one value from each list. */
const combinations = (lists: readonly (readonly Value[])[]): Value[][] =>
  lists.reduce<Value[][]>(
    (partial, values) => partial.flatMap((some) => values.map((one) => [...some, one])),
    [[]],
  );

const scansOf = (table: string, { path: { filters = [], by }, values }: ListQuery): IndexScan[] => {
  const key = keyColumn(by);
  const order = by.field === 'id' ? ['id'] : [key, 'id'];
  const [first] = filters;
  return combinations(values).map((one): IndexScan => {
    if (first?.isMap) {
      const condition = {
        sql: 'kind = ? and source = ? and value = ?',
        bindings: [table, ...splitIdByName(String(one[0]))],
      };
      return { table: idsByItem, condition, columns: order, equal: [], key };
    }
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

/** Items without a value come last in both directions, so a list in descending order may have two intervals. */
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
 * Returns the where clause of a scan. It compares whole rows, `(a, b) >= (?, ?)`, which is one interval of this index. With
 * `a = ?` for a frequent value, the planner would scan another index of the table and discard the rows that do not match.
 */
const conditions = (
  { condition, columns, equal }: IndexScan,
  { low, high }: Interval,
  isDescending: boolean,
  after?: readonly Sql[],
): Sql => {
  const at = (bound: Bound | undefined) => [...equal, ...(bound ? [bound.key] : [])];
  const start = after && [...equal, ...after];
  const all = [
    ...(condition ? [condition] : []),
    ...(start && !isDescending
      ? compared(columns, '>', start)
      : compared(columns, low?.isInclusive === false ? '>' : '>=', at(low))),
    ...(start && isDescending
      ? compared(columns, '<', start)
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

/** Returns the statement that reads rows of an interval of the list, each with its sort key as `list_key`. */
const pageSql = (table: string, query: ListQuery, interval: Interval, limit: number): Sql => {
  const { path, isDescending, after } = query;
  const direction = isDescending ? 'desc' : 'asc';
  const orderBy = (columns: readonly string[]) =>
    columns.map((column) => `${column} ${direction}`).join(', ');
  const position = after?.map((one, i) => (i === 0 ? keyValue(path.by, one) : value(one)));
  const scans = scansOf(table, query).map((scan): Sql => {
    const where = conditions(scan, interval, isDescending, position);
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
  // An ascending list has a single interval.
  const [interval = {}] = intervalsOf({ ...query, isDescending: false });
  const scans = scansOf(table, query).map((scan): Sql => {
    const where = conditions(scan, interval, false);
    return { sql: `select id from ${scan.table} ${where.sql}`, bindings: where.bindings };
  });
  const { sql, bindings } = union(scans, 'id');
  const { rows } = await knex.raw(`select count(*) from (${sql}) as items`, bindings as Knex.RawBinding[]);
  return Number(rows[0].count);
};
