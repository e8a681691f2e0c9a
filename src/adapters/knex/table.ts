import type { Knex } from 'knex';
import type { ListQuery, Page } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import type { Stored } from '../../core/shared/stored.js';
import { listPage } from './list-page.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row, toRow } from './row-mapping.js';
import { type Search, searchInSteps } from './search-steps.js';

/**
 * The time of a change: later than any before, even if the clock was set back or an earlier transaction commits later. So
 * it identifies a version.
 */
export const nextUpdatedAt = (updatedAt = 'updated_at') => `greatest(now(), ${updatedAt} + interval '1 ms')`;

/**
 * A table whose rows have an id and a version, on which the repositories are built. `lock`, `change` and `remove` must run
 * within a transaction.
 */
export class Table<Draft extends object> {
  /** @param derived columns that are computed from the fields, and written with them; never read */
  constructor(
    private readonly knex: Knex,
    readonly name: string,
    private readonly derived: Readonly<Record<string, (draft: Draft, current?: Draft) => unknown>> = {},
  ) {}

  async find(where: Row): Promise<(Draft & Stored) | undefined> {
    const row: Row | undefined = await this.knex(this.name).where(where).first();
    return row && this.itemOf(row);
  }

  async findAll(ids: readonly number[]): Promise<readonly (Draft & Stored)[]> {
    const rows: Row[] = ids.length === 0 ? [] : await this.knex(this.name).whereIn('id', ids);
    return rows.map((row) => this.itemOf(row));
  }

  /** Reads a row and locks it for share until the transaction ends. */
  async lockForShare(id: number): Promise<(Draft & Stored) | undefined> {
    const row: Row | undefined = await this.knex(this.name).where({ id }).forShare().first();
    return row && this.itemOf(row);
  }

  list(request: ListQuery): Promise<Page<Draft & Stored>> {
    const read = () => listPage(this.knex, this.name, request, (row) => this.itemOf(row));
    return request.count || request.isExhaustive ? heavyRead(this.knex, read) : read();
  }

  /**
   * @param budget time limit in milliseconds. Includes the wait for a connection, so that under load the later steps of a
   * search are skipped.
   */
  async search(
    search: Search,
    budget: number,
  ): Promise<SearchResult<{ readonly score: number; readonly item: Draft & Stored }>> {
    const deadline = performance.now() + budget;
    const { items, isComplete } = await heavyRead(this.knex, () =>
      searchInSteps(this.knex, search, deadline),
    );
    return { items: items.map(({ score, ...row }) => ({ score, item: this.itemOf(row) })), isComplete };
  }

  async add(draft: Draft): Promise<Draft & Stored> {
    const [row] = await this.knex(this.name).insert(this.#row(draft)).returning('*');
    return this.itemOf(row);
  }

  async change(id: number, next: (current: Draft & Stored) => Draft): Promise<(Draft & Stored) | undefined> {
    const current = await this.lock(id);
    if (current === undefined) return undefined;
    const [row] = await this.knex(this.name)
      .where({ id })
      .update({
        ...this.#changedRow(current, next(current)),
        version: current.version + 1,
        updated_at: this.knex.raw(nextUpdatedAt()),
      })
      .returning('*');
    return this.itemOf(row);
  }

  /** @param allow throws if the row must not be removed. It may read within the same transaction. */
  async remove(id: number, allow: (current: Draft & Stored) => void | Promise<void>): Promise<boolean> {
    const current = await this.lock(id);
    if (current === undefined) return false;
    await allow(current);
    return (await this.knex(this.name).where({ id }).delete()) > 0;
  }

  /** Reads a row and locks it against changes until the transaction ends. New references to it do not wait. */
  async lockAgainstChanges(id: number): Promise<(Draft & Stored) | undefined> {
    const row: Row | undefined = await this.knex(this.name).where({ id }).forNoKeyUpdate().first();
    return row && this.itemOf(row);
  }

  /** Reads a row and locks it for update until the transaction ends. */
  async lock(id: number): Promise<(Draft & Stored) | undefined> {
    const row: Row | undefined = await this.knex(this.name).where({ id }).forUpdate().first();
    return row && this.itemOf(row);
  }

  #row(draft: Draft, current?: Draft): Row {
    const derived = Object.entries(this.derived).map(([column, of]) => [column, of(draft, current)]);
    return { ...toRow(draft), ...Object.fromEntries(derived) };
  }

  /** Leaves out unchanged derived columns, which an earlier release may have computed in another way. */
  #changedRow(current: Draft, next: Draft): Row {
    const row = this.#row(next, current);
    for (const [column, of] of Object.entries(this.derived))
      if (of(current) === row[column]) delete row[column];
    return row;
  }

  /** Converts a row. Removes the derived columns from it. */
  itemOf(row: Row): Draft & Stored {
    for (const column of Object.keys(this.derived)) delete row[column];
    return fromRow<Draft & Stored>(row);
  }
}
