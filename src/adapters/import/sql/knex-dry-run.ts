import type { Knex } from 'knex';
import type { EditedItem } from '../../../core/catalogue/edits.js';
import { hasImdbId, type Keys } from '../../../core/catalogue/keys.js';
import type { AnyKind } from '../../../core/catalogue/kind.js';
import type { ImportTransaction, ImportUnitOfWork } from '../../../core/import/import-unit-of-work.js';
import { translatedInSession } from '../../knex/database-errors.js';
import { snake } from '../../knex/row-mapping.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';
import type { RecordStep } from './import-transaction.js';

const copyOf = (plural: string) => `dry_run_${plural}`;

/** A temporary table instead of the one of a kind: it copies stored rows when they are first read. */
class CopiedTable<Draft extends Keys> extends BulkTable<Draft> {
  constructor(knex: Knex, plural: string) {
    super(knex, copyOf(plural), plural);
  }

  /** Stored items, and copies. An item may not have the id any more: the import compares it again. */
  protected override get owners(): string {
    return `${super.owners} union all select item from dry_run_ids join given using (source, value) where kind = '${this.plural}'`;
  }

  override async addAll(drafts: readonly Draft[]): Promise<readonly number[]> {
    const ids = await super.addAll(drafts);
    await this.#copyExternalIds(ids);
    return ids;
  }

  override async changeAll(items: readonly EditedItem<Draft>[]): Promise<void> {
    await super.changeAll(items);
    await this.#copyExternalIds(items.map(({ id }) => id));
  }

  async #copyExternalIds(ids: readonly number[]): Promise<void> {
    await this.raw(
      `insert into dry_run_ids select ?, key, value, id from ${this.name}, jsonb_each_text(external_ids)
        where id = any(?) and external_ids <> '{}' on conflict (kind, source, value) do update set item = excluded.item`,
      [this.plural, ids],
    );
  }

  protected override async select(
    columns: string,
    where: string,
    bindings: readonly unknown[],
    order?: string,
  ): Promise<readonly EditedItem<Draft>[]> {
    // An earlier batch may have changed its copy of a row: the copy is what the import would find.
    await this.raw(
      `insert into ${this.name} select * from ${this.plural} where ${where} on conflict do nothing`,
      bindings,
    );
    return super.select(columns, where, bindings, order);
  }
}

/**
 * An import that writes into temporary copies of the rows that it reads. Later batches find what earlier ones wrote,
 * and no lock is taken that a writer would wait for: a single transaction, rolled back at the end, would lock rows and
 * keys until then. The tables belong to the connection: the pool must have a single one.
 */
export class KnexDryRun implements ImportUnitOfWork {
  private constructor(
    private readonly knex: Knex,
    private readonly kinds: readonly AnyKind[],
    private readonly record: RecordStep,
  ) {}

  /** @param kinds all of them */
  static async create(
    knex: Knex,
    kinds: readonly AnyKind[],
    record: RecordStep = async () => {},
  ): Promise<KnexDryRun> {
    const run = new KnexDryRun(knex, kinds, record);
    // The one session of the embedded database may have those of a run that was interrupted.
    await run.#dropCopies();
    // New items get ids above those of all stored items.
    await knex.raw('create temp sequence dry_run_numbers as integer start 1500000000');
    await knex.raw('create temp table dry_run_ids (like external_ids including indexes)');
    for (const kind of kinds) {
      const copy = copyOf(kind.plural);
      const keys = hasImdbId(kind) ? 'unique (imdb_id), unique (source_id)' : 'unique (source_id)';
      await knex.raw(
        `create temp table ${copy} (like ${kind.plural} including defaults, primary key (id), ${keys})`,
      );
      await knex.raw(`alter table ${copy} alter id set default nextval('dry_run_numbers')`);
      await knex.raw(`create index on ${copy} (fold(${snake(kind.namedBy)}) collate "C")`);
    }
    return run;
  }

  runStep<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    return translatedInSession(() =>
      this.knex.transaction(async (trx) => {
        await trx.raw(`set local ${indexScansOnly}`);
        return work({
          items: (plural) => new CopiedTable(trx, plural),
          writeAuditEntry: async () => {},
          recordStep: (step) => this.record(trx, step),
        });
      }),
    );
  }

  async waitForInvalidation(): Promise<void> {}

  /** Drops the temporary tables of an earlier run in the same session. */
  async #dropCopies(): Promise<void> {
    const tables = ['dry_run_ids', ...this.kinds.map(({ plural }) => copyOf(plural))];
    await this.knex.raw(`drop table if exists ${tables.map((table) => `pg_temp.${table}`).join(', ')}`);
    await this.knex.raw('drop sequence if exists pg_temp.dry_run_numbers');
  }
}
