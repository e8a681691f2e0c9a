import type { Knex } from 'knex';
import { type ListQuery, maxLookedAt, type SortKey } from '../../core/shared/page.js';
import { type IndexScan, noValue, type Sql, scansOf, value } from './list-scans.js';
import type { Row } from './row-mapping.js';

/** Appended to a prefix, it sorts after every text with that prefix: keys have at most 300 characters. */
const afterAllText = 'repeat(chr(1114111), 300)';

/** Binds the value of a sort key. A time is bound as Date: Postgres rejects the text of years before 1. */
const keyValue = ({ type }: SortKey, key: string | number): Sql =>
  value(type === 'time' ? new Date(Number(key)) : key);

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

/** Returns the statement that reads the keys of a scan, in order. */
const scanSql = (
  { table, columns, key, check }: IndexScan,
  where: Sql,
  { isDescending, isExhaustive = false }: ListQuery,
  limit: number,
): Sql => {
  const direction = isDescending ? 'desc' : 'asc';
  const order = columns.map((column) => `${column} ${direction}`).join(', ');
  const keys = `${key} as list_key, id`;
  if (check === undefined) {
    const sql = `select ${keys} from ${table} ${where.sql} order by ${order} limit ${limit}`;
    return { sql, bindings: where.bindings };
  }
  if (isExhaustive) {
    const sql = `select ${keys}, true as list_match, 0 as list_number from ${table}
      ${where.sql || 'where true'} and ${check.sql} order by ${order} limit ${limit}`;
    return { sql, bindings: [...where.bindings, ...check.bindings] };
  }
  // The last row that is looked at is returned, even if it does not match: the next page begins after it.
  const listOrder = `list_key ${direction}, id ${direction}`;
  const sql = `select * from (
      select *, row_number() over (order by ${listOrder}) as list_number from (
        select ${keys}, ${check.sql} as list_match from ${table} ${where.sql} order by ${order} limit ${maxLookedAt}
      ) as looked_at
    ) as numbered where list_match or list_number = ${maxLookedAt} order by ${listOrder} limit ${limit}`;
  return { sql, bindings: [...check.bindings, ...where.bindings] };
};

/** Returns the statement that reads rows of an interval of the list, each with its sort key as `list_key`. */
const pageSql = (table: string, query: ListQuery, interval: Interval, limit: number): Sql => {
  const { path, isDescending, after } = query;
  const direction = isDescending ? 'desc' : 'asc';
  const position = after?.map((one, i) => (i === 0 ? keyValue(path.by, one) : value(one)));
  const scans = scansOf(table, query);
  const parts = scans.map((scan) =>
    scanSql(scan, conditions(scan, interval, isDescending, position), query, limit),
  );
  const order = `list_key ${direction}, id ${direction}`;
  const page = union(parts, 'list_key, id', `order by ${order} limit ${limit}`);
  const added = scans[0]?.check ? 'page.list_key, page.list_match, page.list_number' : 'page.list_key';
  return {
    sql: `select ${table}.*, ${added} from (${page.sql}) as page join ${table} using (id) order by ${order}`,
    bindings: page.bindings,
  };
};

/** Rows of a list, each with its sort key as `list_key`. */
interface ReadRows {
  readonly rows: readonly Row[];
  /** The last row that was looked at, if more may follow although there are fewer rows than requested. */
  readonly end?: Row | undefined;
}

/** Reads up to `limit` rows of a list. */
export const readPage = async (
  knex: Knex,
  table: string,
  query: ListQuery,
  limit: number,
): Promise<ReadRows> => {
  const intervals = intervalsOf(query);
  const isPastValues = intervals.length > 1 && query.after?.[0] === noValue;
  const rows: Row[] = [];
  for (const [i, interval] of (isPastValues ? intervals.slice(1) : intervals).entries()) {
    if (rows.length === limit) break;
    const { after, ...fromStart } = query;
    const { sql, bindings } = pageSql(table, i === 0 ? query : fromStart, interval, limit - rows.length);
    const read: Row[] = (await knex.raw(sql, bindings as Knex.RawBinding[])).rows;
    const end = read.find(({ list_number: number }) => Number(number) === maxLookedAt);
    rows.push(...read.filter(({ list_match: isMatch = true }) => isMatch));
    if (end) return { rows, end };
  }
  return { rows };
};

/** Counts the rows of the whole list. */
export const countList = async (knex: Knex, table: string, query: ListQuery): Promise<number> => {
  // An ascending list has a single interval.
  const [interval = {}] = intervalsOf({ ...query, isDescending: false });
  const scans = scansOf(table, query).map((scan): Sql => {
    const where = conditions(scan, interval, false);
    const { sql, bindings } = scan.check ?? { sql: 'true', bindings: [] };
    return {
      sql: `select id from ${scan.table} ${where.sql || 'where true'} and ${sql}`,
      bindings: [...where.bindings, ...bindings],
    };
  });
  const { sql, bindings } = union(scans, 'id');
  const { rows } = await knex.raw(`select count(*) from (${sql}) as items`, bindings as Knex.RawBinding[]);
  return Number(rows[0].count);
};
