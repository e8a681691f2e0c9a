import type { Knex } from 'knex';

/** Five pages of twenty, and one more row each: so few that the planner may fetch them all and sort. */
const someRows = 105;
/** Pages of 8 KiB: a page of items from three genres, each found by its id, takes less than half of this. */
const mostPages = 1_000;

/** A node of a plan, as EXPLAIN tells it. */
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

/** A statement that was run. */
export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** The statements that the service sends while `work` is done. */
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

/** What is wrong with how Postgres does a statement: it reads a whole table, sorts more than a page, or throws as much away. */
export const complaintsAbout = async (
  database: Knex,
  { sql, bindings }: Statement,
  mostRows = someRows,
): Promise<{ readonly complaints: string[]; readonly indexes: string[] }> => {
  // The driver's own placeholders, as the statement was sent.
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
      ...(type === 'Seq Scan' ? [`reads all of ${relation}`] : []),
      ...(sorted > mostRows ? [`sorts ${sorted} rows`] : []),
      ...(removed > mostRows ? [`throws ${removed} rows away (${type} ${relation ?? ''})`] : []),
    ];
  });
  if (pages > mostPages && mostRows === someRows) complaints.push(`touches ${pages} pages`);
  return { complaints, indexes: [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))] };
};
