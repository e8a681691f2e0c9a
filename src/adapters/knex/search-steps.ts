import type { Knex } from 'knex';
import type { SearchResult } from '../../core/shared/search-result.js';
import type { Row } from './row-mapping.js';

/** Time limit of one search, in milliseconds. The first step is exempt from it. */
export const searchBudgetMs = 500;

/** A row of the searched table with its score: higher is better. */
export type FoundRow = Row & { readonly id: number; readonly score: number };

/** A step that is skipped once the time limit of the search is reached. */
export interface LaterStep {
  readonly sql: string;
  /** @param found number of rows found by the earlier steps, each of which returns at most `limit` */
  isNeeded(found: number): boolean;
}

export interface Search {
  /** The values of `:text` and `:limit` in each statement. A statement returns its best rows. */
  readonly bindings: { readonly text: string; readonly limit: number };
  /** A statement that is fast for every text. It always runs, with the time limit of the connection. */
  readonly first: string;
  readonly later: readonly LaterStep[];
}

/** SQLSTATE of a statement that was cancelled by its time limit or by an administrator. */
const queryCanceled = '57014';

class BudgetSpent extends Error {}

/** Runs a statement until the deadline of the search, and ends the search if that is reached. */
export type InTime = <T>(statement: () => Promise<T>) => Promise<T>;

/** The part of a statement's time limit that may pass before the limit is set again. */
const tolerance = 0.1;

/** Returns a function that runs statements, and cancels them at the deadline. It throws BudgetSpent. */
const until = (trx: Knex, deadline: number): InTime => {
  let limit = Number.POSITIVE_INFINITY;
  return async (statement) => {
    const left = Math.floor(deadline - performance.now());
    // A statement_timeout of 0 means no limit.
    if (left <= 0) throw new BudgetSpent();
    if (left < limit * (1 - tolerance)) {
      await trx.raw("select set_config('statement_timeout', ?, true)", [`${left}`]);
      limit = left;
    }
    try {
      return await statement();
    } catch (error) {
      throw ((error as Error).cause as { code?: string } | undefined)?.code === queryCanceled
        ? new BudgetSpent()
        : error;
    }
  };
};

/**
 * Runs the steps of a search in one transaction. Returns whether they finished. The embedded database has no
 * statement_timeout, so there a started step always finishes.
 * @param deadline time of `performance.now()` after which `inTime` ends the search, give or take a tenth of what was left
 */
export const searchUntil = (
  knex: Knex,
  deadline: number,
  steps: (trx: Knex, inTime: InTime) => Promise<void>,
): Promise<boolean> =>
  knex
    .transaction((trx) => steps(trx, until(trx, deadline)))
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof BudgetSpent) return false;
        throw error;
      },
    );

/** Returns the best rows of all steps; rows with equal scores are sorted by id. */
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
  const isComplete = await searchUntil(knex, deadline, async (trx, inTime) => {
    await run(trx, first);
    for (const { sql, isNeeded } of later) if (isNeeded(found.size)) await inTime(() => run(trx, sql));
  });
  const items = [...found.values()].sort((one, other) => other.score - one.score || one.id - other.id);
  return { items: items.slice(0, bindings.limit), isComplete };
};
