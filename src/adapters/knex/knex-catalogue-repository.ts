import type { Knex } from 'knex';
import type { CatalogueRepository } from '../../core/catalogue/catalogue-ports.js';
import type { Item } from '../../core/catalogue/kind.js';
import { DomainError } from '../../core/shared/errors.js';
import type { PageRequest } from '../../core/shared/page.js';
import { isForeignKeyViolation, translated } from './database-errors.js';
import { Table } from './table.js';

/** The items of one kind, in the table named after it. */
export class KnexCatalogueRepository<Draft extends object> implements CatalogueRepository<Draft> {
  readonly #table: Table<Draft>;

  /** @param titleTables the tables whose rows may refer to an author */
  constructor(
    private readonly knex: Knex,
    table: string,
    private readonly titleTables: readonly string[],
  ) {
    this.#table = new Table(knex, table);
  }

  find(id: number): Promise<Item<Draft> | undefined> {
    return this.#table.find({ id });
  }

  list(page: PageRequest, filter: { readonly authorId?: number } = {}) {
    return this.#table.list(page, filter.authorId === undefined ? {} : { author_id: filter.authorId });
  }

  add(draft: Draft) {
    return this.#table.add(draft);
  }

  change(id: number, next: (current: Item<Draft>) => Draft) {
    return this.#table.change(id, next);
  }

  async remove(id: number, allow: (current: Item<Draft>) => void): Promise<boolean> {
    try {
      return await this.#table.remove(id, allow);
    } catch (error) {
      // On removal the same constraint speaks from the other end: the row is referred to.
      throw isForeignKeyViolation((error as Error).cause) ? await this.#authorHasTitles(id, error) : error;
    }
  }

  async #authorHasTitles(authorId: number, cause: unknown): Promise<DomainError> {
    const count = async (table: string) => {
      const [counted] = await this.knex(table).where({ author_id: authorId }).count({ total: '*' });
      return `${counted?.total} ${table}`;
    };
    const counts = await translated(() => Promise.all(this.titleTables.map(count)));
    return new DomainError('author-has-titles', `This author still has ${counts.join(', ')}.`, [], { cause });
  }
}
