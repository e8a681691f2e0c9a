import type { Knex } from 'knex';
import type { CatalogueRepository, Found } from '../../core/catalogue/catalogue-ports.js';
import type { AnyKind, Item } from '../../core/catalogue/kind.js';
import { type Referrer, referrersOf, stillReferenced } from '../../core/catalogue/references.js';
import type { ListQuery } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import { snake } from './row-mapping.js';
import { titleSearch } from './search-sql.js';
import { searchBudgetMs } from './search-steps.js';
import { Table } from './table.js';

/** The items of one kind, in the table named after it. */
export class KnexCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  readonly #table: Table<Draft>;
  readonly #referrers: readonly Referrer[];

  /**
   * @param kinds all kinds of the catalogue
   * @param searchBudget milliseconds
   */
  constructor(
    private readonly knex: Knex,
    private readonly kind: AnyKind,
    kinds: readonly AnyKind[],
    private readonly searchBudget = searchBudgetMs,
  ) {
    this.#table = new Table(knex, kind.plural);
    this.#referrers = referrersOf(kind.plural, kinds);
  }

  find(id: number): Promise<Item<Draft> | undefined> {
    return this.#table.find({ id });
  }

  findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]> {
    return this.#table.findAll(ids);
  }

  list(page: ListQuery) {
    return this.#table.list(page);
  }

  async search(text: string, limit: number): Promise<SearchResult<Found<Draft>>> {
    const searched = { table: this.kind.plural, column: snake(this.kind.namedBy) };
    const { items, isComplete } = await this.#table.search(
      titleSearch(searched, text, limit),
      this.searchBudget,
    );
    const rounded = ({ score, item }: Found<Draft>) => ({ score: Math.round(score * 10_000) / 10_000, item });
    return { items: items.map(rounded), isComplete };
  }

  add(draft: Draft): Promise<Item<Draft>> {
    return this.#table.add(draft);
  }

  change(id: number, next: (current: Item<Draft>) => Draft): Promise<Item<Draft> | undefined> {
    return this.#table.change(id, next);
  }

  remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean> {
    return this.#table.remove(id, async (current) => {
      allow(current);
      await this.#requireUnreferenced(id);
    });
  }

  /**
   * Expects the row to be locked for update: a writer of a new reference to it waits for that lock.
   * @throws DomainError with the counts, if other items refer to it
   */
  async #requireUnreferenced(id: number): Promise<void> {
    if (this.#referrers.length === 0) return;
    const totals = this.#referrers.map(({ kind: { plural }, fields }) => {
      const where = fields.map((field) => `${snake(field)} = :id`).join(' or ');
      return `(select count(*)::int from ${plural} where ${where}) as ${plural}`;
    });
    const { rows } = await this.knex.raw(`select ${totals.join(', ')}`, { id });
    const counts = this.#referrers.map(({ kind }) => ({ kind, count: rows[0][kind.plural] as number }));
    if (counts.some(({ count }) => count > 0)) throw stillReferenced(this.kind, counts);
  }
}
