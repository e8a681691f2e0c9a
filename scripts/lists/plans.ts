import type { Knex } from 'knex';
import { maxLookedAt } from '../../src/core/shared/page.js';
import { isLookedThrough, type Query } from './scenarios.js';

/** Rows that a statement may sort or discard: five pages of 20 rows, and one more row each. The planner may prefer that. */
const someRows = 105;
/**
 * How many rows the statements for a query may sort or discard. The first 2,000 rows of a range that has less than twice as
 * many cost about as much by a sort as along the index.
 */
export const maxRowsOf = (query: Query) => (isLookedThrough(query) ? 2 * maxLookedAt : someRows);

/** Maximum number of pages of 8 KiB. A page of items from three genres, each found by its id, takes less than half. */
const maxPages = 1_000;

/** A node of a plan, as returned by EXPLAIN. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** A statement with its values. */
export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** Returns the statements that the service sends during `work`. */
export const statementsOf = async (database: Knex, work: () => Promise<unknown>): Promise<Statement[]> => {
  const statements: Statement[] = [];
  const note = ({ sql, bindings }: Statement) => statements.push({ sql, bindings });
  database.on('query', note);
  try {
    await work();
  } finally {
    database.removeListener('query', note);
  }
  return statements.filter(({ sql }) => /^\s*(select|with)/i.test(sql) && !/installation|changes/.test(sql));
};

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** Returns problems of the plan of a statement: it scans a whole table, sorts many rows, or discards many rows. */
export const complaintsAbout = async (
  database: Knex,
  { sql, bindings }: Statement,
  maxRows = someRows,
): Promise<{ readonly complaints: string[]; readonly indexes: string[] }> => {
  // With the placeholders of the driver, as the statement was sent.
  const text = sql.replaceAll(/\$\d+/g, '?');
  const inOrder = [...sql.matchAll(/\$(\d+)/g)].map(([, n]) => bindings[Number(n) - 1]);
  const { rows } = await database.raw(
    `explain (analyze, buffers, format json) ${text}`,
    inOrder as Knex.RawBinding[],
  );
  const nodes = nodesOf(rows[0]['QUERY PLAN'][0].Plan);
  const [top] = nodes as [PlanNode];
  const pages = top['Shared Hit Blocks'] + top['Shared Read Blocks'];
  const complaints = nodes.flatMap((node) => {
    const { 'Node Type': type, 'Relation Name': relation } = node;
    const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
    const sorted = type.includes('Sort') ? (node.Plans?.[0]?.['Actual Rows'] ?? 0) : 0;
    return [
      ...(type === 'Seq Scan' ? [`scans all of ${relation}`] : []),
      ...(sorted > maxRows ? [`sorts ${sorted} rows`] : []),
      ...(removed > maxRows ? [`discards ${removed} rows (${type} ${relation ?? ''})`] : []),
    ];
  });
  if (pages > maxPages && maxRows === someRows) complaints.push(`reads ${pages} pages`);
  return { complaints, indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))] };
};
