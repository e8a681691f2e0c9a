import type { Knex } from 'knex';
import type { CatalogueRepository, Found } from '../../core/catalogue/catalogue-ports.js';
import type { AnyKind, Item } from '../../core/catalogue/kind.js';
import { type Referrer, referrersOf, stillReferenced } from '../../core/catalogue/references.js';
import { changedFields, type Initiator } from '../../core/shared/audit.js';
import type { Once } from '../../core/shared/once.js';
import type { PageRequest } from '../../core/shared/page.js';
import type { SearchResult } from '../../core/shared/search-result.js';
import { type ReferenceConstraints, referenceConstraints, translated } from './database-errors.js';
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
  readonly #constraints: ReferenceConstraints;
  readonly #referrers: readonly Referrer[];

  /**
   * @param kinds all kinds of the catalogue, which refer to each other
   * @param searchBudget milliseconds
   */
  constructor(
    private readonly knex: Knex,
    private readonly kind: AnyKind,
    kinds: readonly AnyKind[],
    private readonly searchBudget = searchBudgetMs,
  ) {
    this.#table = new Table(knex, kind.plural);
    this.#constraints = referenceConstraints(kinds);
    this.#referrers = referrersOf(kind.plural, kinds);
  }

  find(id: number): Promise<Item<Draft> | undefined> {
    return this.#table.find({ id });
  }

  findAll(ids: readonly number[]): Promise<readonly Item<Draft>[]> {
    return this.#table.findAll(ids);
  }

  list(page: PageRequest) {
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

  remove(id: number, allow: (current: Item<Draft>) => void, by: Initiator): Promise<boolean> {
    return this.#write(by, async (table, tell, trx) => {
      const removed = await table.remove(id, async (current) => {
        allow(current);
        await this.#requireUnreferenced(trx, id);
      });
      if (removed) await tell('removed', id);
      return removed;
    });
  }

  /** Runs `work` in a transaction, on the table, and with a pen for the audit trail. */
  #write<T>(by: Initiator, work: (table: Table<Draft>, tell: Tell, trx: Knex) => Promise<T>): Promise<T> {
    const { name, plural } = this.kind;
    return translated(
      () =>
        lockingWrite(this.knex, () =>
          inTransaction(this.knex, (trx) => {
            const audit = new KnexAuditTrail(trx);
            const tell: Tell = (verb, id, details = {}) =>
              audit.record({ action: `${name}.${verb}`, subject: { kind: name, id }, details }, by);
            return work(new Table<Draft>(trx, plural), tell, trx);
          }),
        ),
      this.#constraints,
    );
  }

  /** The row of this id is locked for update: the foreign keys make writers of new references wait for that lock. */
  async #requireUnreferenced(trx: Knex, id: number): Promise<void> {
    if (this.#referrers.length === 0) return;
    const totals = this.#referrers.map(({ kind: { plural }, fields }) => {
      const where = fields.map((field) => `${snake(field)} = :id`).join(' or ');
      return `(select count(*)::int from ${plural} where ${where}) as ${plural}`;
    });
    const { rows } = await trx.raw(`select ${totals.join(', ')}`, { id });
    const counts = this.#referrers.map(({ kind }) => ({ kind, count: rows[0][kind.plural] as number }));
    if (counts.some(({ count }) => count > 0)) throw stillReferenced(this.kind, counts);
  }
}

const added =
  <Draft extends object>(draft: Draft) =>
  async (table: Table<Draft>, tell: Tell) => {
    const item = await table.add(draft);
    await tell('created', item.id);
    return item;
  };
