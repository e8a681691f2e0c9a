import type { Knex } from 'knex';
import type { Keys } from '../../../core/catalogue/keys.js';
import type { Item } from '../../../core/catalogue/kind.js';
import type {
  BulkRepository,
  ImportTransaction,
  ImportUnitOfWork,
  KnownBy,
} from '../../../core/import/import-ports.js';
import { translatedInSession } from '../../knex/database-errors.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';

/**
 * The table of a kind as an import would leave it: what that would write goes into a temporary table, which nobody else
 * sees or waits for, and which lies over the true one.
 */
class Overlay<Draft extends Keys> implements BulkRepository<Draft> {
  constructor(
    private readonly beneath: BulkRepository<Draft>,
    private readonly above: BulkTable<Draft>,
  ) {}

  async known(by: KnownBy): Promise<readonly Item<Draft>[]> {
    const beneath = await this.beneath.known(by);
    const above = await this.above.known({ ...by, ids: [...by.ids, ...beneath.map(({ id }) => id)] });
    const covered = new Set(above.map(({ id }) => id));
    return [...above, ...beneath.filter(({ id }) => !covered.has(id))];
  }

  addAll(drafts: readonly Draft[]) {
    return this.above.addAll(drafts);
  }

  changeAll(items: readonly Item<Draft>[]) {
    return this.above.putAll(items);
  }

  async named(names: readonly string[], field: string): Promise<readonly Item<Draft>[]> {
    const oldest = new Map<unknown, Item<Draft>>();
    // Rows of the import have higher ids, except those that lie over a stored row.
    for (const item of [
      ...(await this.beneath.named(names, field)),
      ...(await this.above.named(names, field)),
    ]) {
      const name = item[field as keyof Item<Draft>];
      const other = oldest.get(name);
      if (other === undefined || item.id < other.id) oldest.set(name, item);
    }
    return [...oldest.values()];
  }
}

const nameOf = (plural: string) => `dry_run_${plural}`;

/** An import that only finds out what it would do. All of it has to go over one connection, which the tables go with. */
export class KnexDryRun implements ImportUnitOfWork {
  private constructor(private readonly knex: Knex) {}

  /** @param plurals of all kinds */
  static async begin(knex: Knex, plurals: readonly string[]): Promise<KnexDryRun> {
    await knex.raw(`set ${indexScansOnly}`);
    // Far above the ids of what there is.
    await knex.raw('create temp sequence dry_run_ids as integer start 1500000000');
    for (const plural of plurals) {
      await knex.raw(
        `create temp table ${nameOf(plural)} (like ${plural} including defaults including indexes)`,
      );
      await knex.raw(`alter table ${nameOf(plural)} alter id set default nextval('dry_run_ids')`);
    }
    return new KnexDryRun(knex);
  }

  runStep<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    const { knex } = this;
    return translatedInSession(() =>
      work({
        items: <Draft extends Keys>(plural: string) => {
          const above = nameOf(plural);
          // A stored row that lies under another one may have another name by now.
          const beneath = new BulkTable<Draft>(knex, plural, `id not in (select id from ${above})`);
          return new Overlay(beneath, new BulkTable<Draft>(knex, above));
        },
        tell: async () => {},
      }),
    );
  }

  async waitForInvalidation(): Promise<void> {}
}
