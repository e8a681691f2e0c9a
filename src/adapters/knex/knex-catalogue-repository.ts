import type { Knex } from 'knex';
import type { CatalogueRepository, Found } from '../../core/catalogue/catalogue-ports.js';
import type { Item, Kind } from '../../core/catalogue/kind.js';
import { DomainError } from '../../core/shared/errors.js';
import type { ListQuery } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import { isForeignKeyViolation } from './database-errors.js';
import { snake } from './row-mapping.js';
import { titleSearch } from './search-sql.js';
import { searchBudgetMs } from './search-steps.js';
import { Table } from './table.js';

/** The items of one kind, in the table named after it. */
export class KnexCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  readonly #table: Table<Draft>;

  /**
   * @param titleTables the tables whose rows may refer to an author
   * @param searchBudget milliseconds
   */
  constructor(
    private readonly knex: Knex,
    private readonly kind: Pick<Kind<Draft>, 'name' | 'plural' | 'namedBy'>,
    private readonly titleTables: readonly string[],
    private readonly searchBudget = searchBudgetMs,
  ) {
    this.#table = new Table(knex, kind.plural);
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

  async remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean> {
    try {
      // In a savepoint: when the database refuses, the transaction can still count what refers to the item.
      return await this.knex.transaction((savepoint) =>
        new Table<Draft>(savepoint, this.kind.plural).remove(id, allow),
      );
    } catch (error) {
      // On removal the same constraint speaks from the other end: the row is referred to.
      throw isForeignKeyViolation(error) ? await this.#authorHasTitles(id, error) : error;
    }
  }

  async #authorHasTitles(authorId: number, cause: unknown): Promise<DomainError> {
    const count = async (table: string) => {
      const [counted] = await this.knex(table).where({ author_id: authorId }).count({ total: '*' });
      return `${counted?.total} ${table}`;
    };
    const counts = await Promise.all(this.titleTables.map(count));
    return new DomainError('author-has-titles', `This author still has ${counts.join(', ')}.`, [], { cause });
  }
}
