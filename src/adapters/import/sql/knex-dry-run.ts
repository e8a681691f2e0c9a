import type { Knex } from 'knex';
import type { Author } from '../../../core/catalogue/author.js';
import type { Keys } from '../../../core/catalogue/keys.js';
import type { Item } from '../../../core/catalogue/kind.js';
import type { ImportTransaction, ImportTransactions } from '../../../core/import/import-ports.js';
import { translated, translatedInSession } from '../../knex/database-errors.js';
import { BulkTable, indexScansOnly } from './bulk-table.js';

const copyOf = (plural: string) => `dry_run_${plural}`;

/** A temporary table instead of the one of a kind: it copies stored rows when they are first read. */
class CopiedTable<Draft extends Keys> extends BulkTable<Draft> {
  constructor(
    knex: Knex,
    private readonly original: string,
  ) {
    super(knex, copyOf(original));
  }

  protected override async select(
    columns: string,
    where: string,
    bindings: readonly unknown[],
    order?: string,
  ): Promise<readonly Item<Draft>[]> {
    // A row that was copied before may have been changed since: the copy is what the import would find.
    await this.raw(
      `insert into ${this.name} select * from ${this.original} where ${where} on conflict do nothing`,
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
export class KnexDryRun implements ImportTransactions {
  private constructor(private readonly knex: Knex) {}

  /** @param plurals of all kinds */
  static async create(knex: Knex, plurals: readonly string[]): Promise<KnexDryRun> {
    await translated(async () => {
      // New items get ids above those of all stored items.
      await knex.raw('create temp sequence dry_run_ids as integer start 1500000000');
      for (const plural of plurals) {
        await knex.raw(`create temp table ${copyOf(plural)}
          (like ${plural} including defaults, primary key (id), unique (imdb_id), unique (source_id))`);
        await knex.raw(`alter table ${copyOf(plural)} alter id set default nextval('dry_run_ids')`);
      }
      await knex.raw(`create index on ${copyOf('authors')} (fold(name) collate "C")`);
    });
    return new KnexDryRun(knex);
  }

  run<T>(work: (transaction: ImportTransaction) => Promise<T>): Promise<T> {
    return translatedInSession(() =>
      this.knex.transaction(async (trx) => {
        await trx.raw(`set local ${indexScansOnly}`);
        return work({
          authors: new CopiedTable<Author>(trx, 'authors'),
          items: (plural) => new CopiedTable(trx, plural),
          writeAuditEntry: async () => {},
        });
      }),
    );
  }
}
