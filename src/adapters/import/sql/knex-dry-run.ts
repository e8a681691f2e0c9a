import type { Knex } from 'knex';
import type { Author } from '../../../core/catalogue/author.js';
import type { Keys } from '../../../core/catalogue/keys.js';
import type { Item } from '../../../core/catalogue/kind.js';
import type {
  BulkAuthors,
  BulkRepository,
  ImportTransaction,
  ImportUnitOfWork,
  KnownBy,
} from '../../../core/import/import-ports.js';
import { translatedInSession } from '../../knex/database-errors.js';
import { BulkAuthorTable, BulkTable, indexScansOnly } from './bulk-table.js';

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
}

class AuthorOverlay extends Overlay<Author> implements BulkAuthors {
  constructor(
    private readonly there: BulkAuthorTable,
    private readonly made: BulkAuthorTable,
  ) {
    super(there, made);
  }

  async named(names: readonly string[]): Promise<readonly Item<Author>[]> {
    const eldest = new Map<string, Item<Author>>();
    // What is made is younger than what is there, but for what lies over that.
    for (const author of [...(await this.there.named(names)), ...(await this.made.named(names))]) {
      const other = eldest.get(author.name);
      if (other === undefined || author.id < other.id) eldest.set(author.name, author);
    }
    return [...eldest.values()];
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
    const authors = new AuthorOverlay(
      // Those that lie under another row may be called otherwise by now.
      new BulkAuthorTable(knex, 'authors', `id not in (select id from ${nameOf('authors')})`),
      new BulkAuthorTable(knex, nameOf('authors')),
    );
    return translatedInSession(() =>
      work({
        authors,
        items: (plural) => new Overlay(new BulkTable(knex, plural), new BulkTable(knex, nameOf(plural))),
        tell: async () => {},
      }),
    );
  }

  async waitForInvalidation(): Promise<void> {}
}
