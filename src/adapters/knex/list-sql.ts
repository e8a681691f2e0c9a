import type { Knex } from 'knex';
import type { PageRequest, SortKey } from '../../core/shared/page.js';
import { type Row, snake } from './row-mapping.js';

/** Stands for "no value" in the order of numbers, so that those without come last. No column of ours has it. */
const noValue = 2 ** 31 - 1;
/** Behind every text that begins with the one before it: keys have at most 300 characters. */
const lastOfAll = 'repeat(chr(1114111), 300)';

interface Sql {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

const value = (binding: unknown): Sql => ({ sql: '?', bindings: [binding] });

/** A value of a key: of times the driver writes any, while as text those before the year 1 would be refused. */
const keyValue = ({ isTime }: SortKey, key: string | number): Sql =>
  value(isTime ? new Date(Number(key)) : key);

/** A list's order, as columns of an index, and what its first columns have to be; and of which rows it is. */
interface Order {
  readonly from: string;
  readonly rows: readonly Sql[];
  readonly columns: readonly string[];
  readonly given: readonly Sql[];
  readonly key: string;
}

const keyColumn = ({ field, isText, isNullable }: SortKey): string => {
  const column = snake(field);
  if (isText) return `fold(${column}) collate "C"`;
  return isNullable ? `coalesce(${column}, ${noValue})` : column;
};

/** One for each of the values asked for; of several a title may have more than one. */
const ordersOf = (table: string, { path, within, values = [] }: PageRequest): Order[] => {
  const { where, by } = path;
  const key = keyColumn(by);
  const order = by.field === 'id' ? ['id'] : [key, 'id'];
  if (where === undefined) return [{ from: table, rows: [], columns: order, given: [], key }];
  const outer = path.within ? [snake(path.within.field)] : [];
  const column = snake(where.isArray ? where.parameter : where.field);
  return values.map((one) =>
    where.isArray
      ? {
          from: `titles_by_${column}`,
          rows: [{ sql: `kind = ? and ${column} = ?`, bindings: [table, one] }],
          columns: order,
          given: [],
          key,
        }
      : {
          from: table,
          rows: [],
          columns: [...outer, column, ...order],
          given: [...outer.map(() => value(within)), value(one)],
          key,
        },
  );
};

/** From where to where a part of the list goes, in the terms of its order's first columns. */
interface Part {
  readonly low?: Edge | undefined;
  readonly high?: Edge | undefined;
}
interface Edge {
  readonly isWithin: boolean;
  readonly key: Sql;
}

const edge = (key: Sql | undefined): Edge | undefined => key && { key, isWithin: true };
const withoutValue: Edge = { key: value(noValue), isWithin: true };
const withValue: Edge = { ...withoutValue, isWithin: false };

/** A list that goes backwards has what has no value last, hence two parts. */
const partsOf = ({ path: { by }, isDescending, from, to, prefix }: PageRequest): Part[] => {
  if (prefix !== undefined) {
    const folded = { sql: 'fold(?)', bindings: [prefix] };
    const end = { sql: `fold(?) || ${lastOfAll}`, bindings: [prefix] };
    return [{ low: edge(folded), high: edge(end) }];
  }
  const low = edge(from === undefined ? undefined : keyValue(by, from));
  if (to !== undefined) return [{ low, high: edge(keyValue(by, to)) }];
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
 * Where a table has other indexes too, rows are compared with rows: that is one interval of this index, while equality
 * with a frequent value would be a reason for the planner to walk another one and throw away what does not fit.
 */
const conditions = (
  { rows, columns, given }: Order,
  { low, high }: Part,
  isDescending: boolean,
  after?: readonly Sql[],
): Sql => {
  const at = (side: Edge | undefined) => [...given, ...(side ? [side.key] : [])];
  const place = after && [...given, ...after];
  const all = [
    ...rows,
    ...(place && !isDescending
      ? compared(columns, '>', place)
      : compared(columns, low?.isWithin === false ? '>' : '>=', at(low))),
    ...(place && isDescending
      ? compared(columns, '<', place)
      : compared(columns, high?.isWithin === false ? '<' : '<=', at(high))),
  ];
  return {
    sql: all.length === 0 ? '' : `where ${all.map(({ sql }) => sql).join(' and ')}`,
    bindings: all.flatMap(({ bindings }) => bindings),
  };
};

const united = (all: readonly Sql[], distinct: string, end = ''): Sql => {
  const [only] = all;
  if (all.length === 1 && only) return only;
  const parts = all.map(({ sql }) => `(${sql})`).join(' union all ');
  return {
    sql: `select distinct ${distinct} from (${parts}) as parts ${end}`,
    bindings: all.flatMap(({ bindings }) => bindings),
  };
};

/** The statement that reads part of a list: rows of the table, and the key of each as `list_key`. */
const pageSql = (table: string, request: PageRequest, part: Part, limit: number): Sql => {
  const { isDescending, after } = request;
  const direction = isDescending ? 'desc' : 'asc';
  const goingBy = (columns: readonly string[]) =>
    columns.map((column) => `${column} ${direction}`).join(', ');
  const place = after?.map((one, i) => (i === 0 ? keyValue(request.path.by, one) : value(one)));
  const pieces = ordersOf(table, request).map((order): Sql => {
    const where = conditions(order, part, isDescending, place);
    return {
      sql: `select ${order.key} as list_key, id from ${order.from} ${where.sql}
        order by ${goingBy(order.columns)} limit ${limit}`,
      bindings: where.bindings,
    };
  });
  const order = goingBy(['list_key', 'id']);
  const page = united(pieces, 'list_key, id', `order by ${order} limit ${limit}`);
  return {
    sql: `select ${table}.*, page.list_key from (${page.sql}) as page join ${table} using (id) order by ${order}`,
    bindings: page.bindings,
  };
};

/** Up to `limit` rows of a list. */
export const readPage = async (
  knex: Knex,
  table: string,
  request: PageRequest,
  limit: number,
): Promise<Row[]> => {
  const parts = partsOf(request);
  const isBehindValues = parts.length > 1 && request.after?.[0] === noValue;
  const rows: Row[] = [];
  for (const [i, part] of (isBehindValues ? parts.slice(1) : parts).entries()) {
    if (rows.length === limit) break;
    const asked = i === 0 ? request : { ...request, after: undefined };
    const { sql, bindings } = pageSql(table, asked, part, limit - rows.length);
    const read = await knex.raw(sql, bindings as Knex.RawBinding[]);
    rows.push(...read.rows);
  }
  return rows;
};

/** How many rows the whole list has. */
export const countList = async (knex: Knex, table: string, request: PageRequest): Promise<number> => {
  // Going up, it is all of one part.
  const [part = {}] = partsOf({ ...request, isDescending: false });
  const pieces = ordersOf(table, request).map((order): Sql => {
    const where = conditions(order, part, false);
    return { sql: `select id from ${order.from} ${where.sql}`, bindings: where.bindings };
  });
  const { sql, bindings } = united(pieces, 'id');
  const { rows } = await knex.raw(
    `select count(*) from (${sql}) as everything`,
    bindings as Knex.RawBinding[],
  );
  return Number(rows[0].count);
};
