import type { Knex } from 'knex';
import type { SearchResult } from '../../core/shared/search-result.js';
import type { Row } from './row-mapping.js';

/** Milliseconds that one search may take, but for its first step. */
export const searchBudgetMs = 500;

/** A row of the searched table, and how well it fits: the higher, the better. */
export type FoundRow = Row & { readonly id: number; readonly score: number };

/** A step that a search leaves out when its time budget is spent. */
export interface LaterStep {
  readonly sql: string;
  /** @param found how many rows the steps before have found, `limit` of each at most */
  isNeeded(found: number): boolean;
}

export interface Search {
  /** For `:text` and `:limit` in each statement, which returns its best rows. */
  readonly bindings: { readonly text: string; readonly limit: number };
  /** A statement that is quick for every text: it always runs, under the connection's own time limit. */
  readonly first: string;
  readonly later: readonly LaterStep[];
}

/** SQLSTATE of a statement that was cancelled, for its time limit or by an administrator. */
const queryCanceled = '57014';

class BudgetSpent extends Error {}

/** Cancels a statement when the deadline has passed. */
const untilDeadline = async <T>(trx: Knex, deadline: number, statement: () => Promise<T>): Promise<T> => {
  const left = Math.floor(deadline - performance.now());
  // A statement_timeout of 0 would be none.
  if (left <= 0) throw new BudgetSpent();
  await trx.raw("select set_config('statement_timeout', ?, true)", [`${left}`]);
  try {
    return await statement();
  } catch (error) {
    throw ((error as Error).cause as { code?: string } | undefined)?.code === queryCanceled
      ? new BudgetSpent()
      : error;
  }
};

/**
 * Runs a search step by step, in one transaction, and returns the best rows of all steps, of equal ones those with the
 * lowest ids first.
 *
 * The embedded database has no statement_timeout: there, a step that has begun always finishes.
 *
 * @param deadline by the monotonic clock, after which later steps are left out
 */
export const searchInSteps = async (
  knex: Knex,
  { bindings, first, later }: Search,
  deadline: number,
): Promise<SearchResult<FoundRow>> => {
  const found = new Map<number, FoundRow>();
  const run = async (trx: Knex, sql: string) => {
    const { rows }: { rows: FoundRow[] } = await trx.raw(sql, bindings);
    for (const row of rows) if (row.score > (found.get(row.id)?.score ?? -1)) found.set(row.id, row);
  };
  const steps = async (trx: Knex) => {
    await run(trx, first);
    for (const { sql, isNeeded } of later)
      if (isNeeded(found.size)) await untilDeadline(trx, deadline, () => run(trx, sql));
  };
  const isComplete = await knex.transaction(steps).then(
    () => true,
    (error: unknown) => {
      if (error instanceof BudgetSpent) return false;
      throw error;
    },
  );
  const items = [...found.values()].sort((one, other) => other.score - one.score || one.id - other.id);
  return { items: items.slice(0, bindings.limit), isComplete };
};
