import type { Knex } from 'knex';
import type { CatalogueRepository, Found } from '../../core/catalogue/catalogue-ports.js';
import type { Item, Kind } from '../../core/catalogue/kind.js';
import { changedFields, type Initiator } from '../../core/shared/audit.js';
import { DomainError } from '../../core/shared/errors.js';
import type { Once } from '../../core/shared/once.js';
import type { ListQuery } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import { isForeignKeyViolation, translated } from './database-errors.js';
import { KnexAuditTrail } from './knex-audit-trail.js';
import { once } from './once.js';
import { lockingWrite } from './pool-shares.js';
import { snake } from './row-mapping.js';
import { titleSearch } from './search-sql.js';
import { searchBudgetMs } from './search-steps.js';
import { inTransaction, Table } from './table.js';

type Tell = (
  verb: 'created' | 'changed' | 'removed',
  id: number,
  details?: Readonly<Record<string, unknown>>,
) => Promise<void>;

/** The items of one kind, in the table named after it. A write and what the audit trail tells of it are one. */
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

  add(draft: Draft, by: Initiator) {
    return this.#write(by, added(draft));
  }

  addOnce(draft: Draft, key: Once, by: Initiator) {
    return this.#write(by, (table, tell, trx) => once(trx, key, () => added(draft)(table, tell)));
  }

  change(id: number, next: (current: Item<Draft>) => Draft, by: Initiator) {
    return this.#write(by, async (table, tell) => {
      let fields: string[] = [];
      const item = await table.change(id, (current) => {
        const draft = next(current);
        fields = changedFields(current, draft);
        return draft;
      });
      if (item !== undefined) await tell('changed', id, { fields });
      return item;
    });
  }

  async remove(id: number, allow: (current: Item<Draft>) => void, by: Initiator): Promise<boolean> {
    try {
      return await this.#write(by, async (table, tell) => {
        const removed = await table.remove(id, allow);
        if (removed) await tell('removed', id);
        return removed;
      });
    } catch (error) {
      // On removal the same constraint speaks from the other end: the row is referred to.
      throw isForeignKeyViolation((error as Error).cause) ? await this.#authorHasTitles(id, error) : error;
    }
  }

  /** Runs `work` in a transaction, on the table, and with a pen for the audit trail. */
  #write<T>(by: Initiator, work: (table: Table<Draft>, tell: Tell, trx: Knex) => Promise<T>): Promise<T> {
    const { name, plural } = this.kind;
    return translated(() =>
      lockingWrite(this.knex, () =>
        inTransaction(this.knex, (trx) => {
          const audit = new KnexAuditTrail(trx);
          const tell: Tell = (verb, id, details = {}) =>
            audit.record({ action: `${name}.${verb}`, subject: { kind: name, id }, details }, by);
          return work(new Table<Draft>(trx, plural), tell, trx);
        }),
      ),
    );
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

const added =
  <Draft extends object>(draft: Draft) =>
  async (table: Table<Draft>, tell: Tell) => {
    const item = await table.add(draft);
    await tell('created', item.id);
    return item;
  };
