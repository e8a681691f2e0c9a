import type { Knex } from 'knex';
import type { ListQuery, Page } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import type { Stored } from '../../core/shared/stored.js';
import { translated } from './database-errors.js';
import { listPage } from './list-page.js';
import { heavyRead } from './pool-shares.js';
import { fromRow, type Row, toRow } from './row-mapping.js';
import { type Search, searchInSteps } from './search-steps.js';

/** Runs `work` in the transaction that `knex` is, or else in one of its own. */
export const inTransaction = <T>(knex: Knex, work: (trx: Knex) => Promise<T>): Promise<T> =>
  knex.isTransaction ? work(knex) : knex.transaction(work);

/**
 * One table of rows that have an id and a version: what every repository of ours is made of. `derived` are the
 * columns that follow from others: written along, and never read.
 */
export class Table<Draft extends object> {
  constructor(
    private readonly knex: Knex,
    readonly name: string,
    private readonly derived: Readonly<Record<string, (draft: Draft) => unknown>> = {},
  ) {}

  find(where: Row): Promise<(Draft & Stored) | undefined> {
    return translated(async () => {
      const row: Row | undefined = await this.knex(this.name).where(where).first();
      return row && this.#item(row);
    });
  }

  findAll(ids: readonly number[]): Promise<readonly (Draft & Stored)[]> {
    return translated(async () => {
      const rows: Row[] = ids.length === 0 ? [] : await this.knex(this.name).whereIn('id', ids);
      return rows.map((row) => this.#item(row));
    });
  }

  /** The row, which inside a transaction nobody changes until that ends. */
  hold(id: number): Promise<(Draft & Stored) | undefined> {
    return translated(async () => {
      const row: Row | undefined = await this.knex(this.name).where({ id }).forShare().first();
      return row && this.#item(row);
    });
  }

  list(request: ListQuery): Promise<Page<Draft & Stored>> {
    const read = () => listPage(this.knex, this.name, request, (row) => this.#item(row));
    return translated(() => (request.count ? heavyRead(this.knex, read) : read()));
  }

  /** The item of a row that was read in another way. */
  itemOf(row: Row): Draft & Stored {
    return this.#item(row);
  }

  /**
   * @param budget milliseconds from the call on. Waiting for a connection counts: under load, the later steps of a search
   * are left out first.
   */
  search(
    search: Search,
    budget: number,
  ): Promise<SearchResult<{ readonly score: number; readonly item: Draft & Stored }>> {
    const deadline = performance.now() + budget;
    return translated(async () => {
      const { items, isComplete } = await heavyRead(this.knex, () =>
        searchInSteps(this.knex, search, deadline),
      );
      return { items: items.map(({ score, ...row }) => ({ score, item: this.#item(row) })), isComplete };
    });
  }

  add(draft: Draft): Promise<Draft & Stored> {
    return translated(async () => {
      const [row] = await this.knex(this.name).insert(this.#row(draft)).returning('*');
      return this.#item(row);
    });
  }

  change(id: number, next: (current: Draft & Stored) => Draft): Promise<(Draft & Stored) | undefined> {
    return this.#locked(id, async (trx, current) => {
      const [row] = await trx(this.name)
        .where({ id })
        .update({
          ...this.#changedRow(current, next(current)),
          version: current.version + 1,
          updated_at: trx.fn.now(3),
        })
        .returning('*');
      return this.#item(row);
    });
  }

  async remove(id: number, allow: (current: Draft & Stored) => void): Promise<boolean> {
    const removed = await this.#locked(id, async (trx, current) => {
      allow(current);
      return (await trx(this.name).where({ id }).delete()) > 0;
    });
    return removed ?? false;
  }

  /** Runs `work` on a row that nobody else changes until it is done; undefined when there is no such row. */
  #locked<T>(id: number, work: (trx: Knex, current: Draft & Stored) => Promise<T>): Promise<T | undefined> {
    return translated(() =>
      inTransaction(this.knex, async (trx) => {
        const row: Row | undefined = await trx(this.name).where({ id }).forUpdate().first();
        return row && work(trx, this.#item(row));
      }),
    );
  }

  #row(draft: Draft): Row {
    const derived = Object.entries(this.derived).map(([column, of]) => [column, of(draft)]);
    return { ...toRow(draft), ...Object.fromEntries(derived) };
  }

  /** Without derived columns that stay as they are: they may be stored as an earlier release derived them. */
  #changedRow(current: Draft, next: Draft): Row {
    const row = this.#row(next);
    for (const [column, of] of Object.entries(this.derived))
      if (of(current) === row[column]) delete row[column];
    return row;
  }

  #item(row: Row): Draft & Stored {
    for (const column of Object.keys(this.derived)) delete row[column];
    return fromRow<Draft & Stored>(row);
  }
}
