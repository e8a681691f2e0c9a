import type { Knex } from 'knex';
import type { Contents, Rows, TableContents } from '../../../core/shared/stored-contents.js';
import { lockMigrations, migrateIn } from '../migrations.js';
import { readContents, readTable, transferTransaction } from './contents.js';

/** What is loaded into an empty database. */
export interface Loaded {
  readonly contents: Contents;
  /** Called once per table, in the order of `contents`. */
  rows(table: TableContents): Rows;
  /** Called after each table, when it was compared. @param loaded the contents of the table in the database */
  onTable(table: TableContents, loaded: TableContents): void | Promise<void>;
  /** Runs when everything is loaded and compared, before the commit. */
  beforeCommit?(): void | Promise<void>;
  /** What to do if the migrations or the tables are not those of this release. */
  readonly advice: { readonly migrations: string; readonly tables: string };
}

/** Foreign keys are removed and added again, so that the order of the tables does not matter. */
const removeForeignKeys = async (trx: Knex): Promise<() => Promise<void>> => {
  const { rows } = await trx.raw(
    `select conrelid::regclass::text as "table", quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
      from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`,
  );
  const keys = rows as { table: string; name: string; definition: string }[];
  for (const { table, name } of keys) await trx.raw(`alter table ${table} drop constraint ${name}`);
  return async () => {
    for (const { table, name, definition } of keys)
      await trx.raw(`alter table ${table} add constraint ${name} ${definition}`);
  };
};

const insertRows = (trx: Knex, { name, columns }: TableContents, rows: readonly string[]) =>
  trx.raw(
    `insert into ?? (${columns}) overriding system value
      select ${columns.map((column) => `(copied).${column}`)}
        from (select text::?? as copied from unnest(?::text[]) as text offset 0) as rows`,
    [name, name, [...rows]],
  );

/**
 * Loads everything into an empty database, in one transaction, with the migrations of this release.
 *
 * For the lifetime of an access token, every token is checked in the database, as if all accounts and sessions had
 * changed. So a session that has ended stays ended. The database gets its own prefix for keys in Redis.
 * @param createTables creates the tables in the empty database
 * @throws Error if the database is not empty, or if a loaded table differs
 */
export const loadDatabase = async (
  knex: Knex,
  { contents, rows, onTable, beforeCommit, advice }: Loaded,
  createTables: (trx: Knex) => Promise<void> = migrateIn,
): Promise<void> =>
  transferTransaction(knex, async (trx) => {
    // A service that starts on this database, or another load, waits for this lock, or has already created tables: see
    // below.
    await lockMigrations(trx);
    const { rows: existing } = await trx.raw(
      'select tablename from pg_tables where schemaname = current_schema() order by 1 limit 3',
    );
    if (existing.length > 0) {
      const names = existing.map(({ tablename }: { tablename: string }) => tablename).join(', ');
      throw new Error(`it is not empty (${names} …). Create another database with createdb`);
    }
    await createTables(trx);
    const { migrations, tables } = await readContents(trx);
    requireSame('migrations', contents.migrations, migrations, `. ${advice.migrations}`);
    requireSame('tables', contents.tables.map(shape), tables.map(shape), `. ${advice.tables}`);
    const addForeignKeys = await removeForeignKeys(trx);
    for (const { name } of tables) {
      await trx.raw('alter table ?? disable trigger user', [name]);
      await trx(name).delete();
    }
    for (const table of contents.tables) {
      for await (const batch of rows(table)) await insertRows(trx, table, batch);
      const loaded = await readTable(trx, table);
      requireSame('rows', [table], [loaded]);
      await onTable(table, loaded);
    }
    for (const { name, last, isCalled } of contents.sequences)
      await trx.raw('select setval(?::regclass, ?::bigint, ?)', [name, last, isCalled]);
    await addForeignKeys();
    for (const { name } of tables) await trx.raw('alter table ?? enable trigger user', [name]);
    await trx('changes').insert([{ kind: 'users' }, { kind: 'sessions' }]);
    await trx('installation').update({ cache_id: trx.raw('gen_random_uuid()') });
    // Otherwise the first queries would be planned without knowing the sizes of the tables.
    await trx.raw('analyze');
    await beforeCommit?.();
  });

const shape = ({ name, columns }: TableContents) => ({ name, columns });

const requireSame = (what: string, expected: readonly unknown[], found: readonly unknown[], advice = '') => {
  const texts = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value));
  const [known, unknown] = [texts(expected), texts(found)];
  const differing = [
    ...known.filter((text) => !unknown.includes(text)),
    ...unknown.filter((text) => !known.includes(text)),
  ];
  if (differing.length > 0)
    throw new Error(`the ${what} differ: ${differing.slice(0, 4).join(', ')}${advice}`);
};
