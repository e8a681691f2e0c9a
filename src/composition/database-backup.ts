import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { openBackup, requireNoFile, writeBackup } from '../adapters/backup/backup-file.js';
import type { BackupHeader } from '../adapters/backup/backup-format.js';
import { openEmbeddedDatabase } from '../adapters/embedded/embedded-database.js';
import { checkDatabase } from '../adapters/knex/database-check.js';
import { databaseReason } from '../adapters/knex/database-reason.js';
import { openForTransfer, pendingMigrations, requireNoNewerMigrations } from '../adapters/knex/migrations.js';
import { snake } from '../adapters/knex/row-mapping.js';
import { serviceTables } from '../adapters/knex/service-tables.js';
import { readRows } from '../adapters/knex/transfer/contents.js';
import { type Loaded, loadDatabase } from '../adapters/knex/transfer/load.js';
import type { Log } from '../core/shared/log.js';
import type { Contents, Rows, TableContents } from '../core/shared/stored-contents.js';
import { catalogueKinds, kindTables } from './catalogue-kinds.js';
import { placeOf, readDatabase } from './database-move.js';
import type { Settings } from './settings.js';
import { version } from './version.js';

interface DatabaseSettings extends Pick<Settings, 'DATA_DIR'> {
  /** Undefined: the embedded database. */
  readonly DB_URL?: string | undefined;
}

/** Opens the database of the settings, without time limits. The embedded database is locked until the end. */
const withDatabase = async <T>(
  { DB_URL, DATA_DIR }: DatabaseSettings,
  log: Log,
  work: (database: Knex) => Promise<T>,
): Promise<T> => {
  const embedded =
    DB_URL === undefined
      ? await openEmbeddedDatabase(DATA_DIR, (error) => {
          throw error;
        })
      : undefined;
  try {
    const connection = embedded?.connection ?? (await checkDatabase(String(DB_URL), kindTables, log));
    const database = openForTransfer(connection);
    try {
      return await work(database);
    } finally {
      await database.destroy();
    }
  } finally {
    await embedded?.stop();
  }
};

/** For display, without user and password. */
const nameOf = ({ DB_URL, DATA_DIR }: DatabaseSettings) =>
  DB_URL === undefined ? DATA_DIR : placeOf(DB_URL);

/** @throws Error if a backup could not be restored by this release */
const requireMigrated = async (database: Knex): Promise<void> => {
  const { rows } = await database.raw("select to_regclass('knex_migrations') is not null as exists");
  if (!rows[0].exists) throw new Error('it is empty');
  await requireNoNewerMigrations(database);
  const pending = await pendingMigrations(database);
  if (pending.length > 0)
    throw new Error(
      `these migrations are pending: ${pending.join(', ')}. Run npm run migrate:latest, or back it up with the release ` +
        'that uses it now',
    );
};

/** Columns that the migrations give to each kind besides its fields. */
const commonColumns = ['id', 'version', 'created_at', 'updated_at', 'edits'];

/** The columns of a kind that no migration creates. */
const unknownColumns = ({ name, columns }: TableContents): string[] => {
  const fields = catalogueKinds.find(({ plural }) => plural === name)?.body.describe().keys as object;
  if (fields === undefined) return [];
  const known = [...Object.keys(fields).map(snake), ...commonColumns];
  return columns.filter((column) => !known.includes(column)).map((column) => `${name}.${column}`);
};

/** @throws Error if a restore would have no place for some values */
const requireOnlyOwnTables = ({ tables }: Contents): void => {
  const known = serviceTables(kindTables);
  const unknown = tables.map(({ name }) => name).filter((name) => !known.includes(name));
  const names = [...unknown, ...tables.flatMap(unknownColumns)];
  if (names.length > 0)
    throw new Error(
      `no migration of this release creates: ${names.join(', ')}. A restore would fail. Move tables to another ` +
        'schema, and back them up there',
    );
};

/**
 * Writes everything that is stored to a new file, as of one moment.
 * @param passphrase undefined: the file is not encrypted
 * @param onTable called for each table, for progress
 * @throws Error with what failed; then there is no such file
 */
export const backupDatabase = async (
  { file, passphrase }: { readonly file: string; readonly passphrase: string | undefined },
  settings: DatabaseSettings,
  log: Log,
  onTable: (table: TableContents) => void,
): Promise<Contents> => {
  try {
    requireNoFile(file);
    if (settings.DB_URL === undefined && !existsSync(join(settings.DATA_DIR, 'pgdata')))
      throw new Error('there is no database. Set DB_URL or DATA_DIR');
    return await withDatabase(settings, log, async (database) => {
      await requireMigrated(database);
      return readDatabase(database, async (trx, contents) => {
        requireOnlyOwnTables(contents);
        const header = { release: version, createdAt: new Date(), contents };
        const rowsOf = async function* (table: TableContents) {
          yield* readRows(trx, table);
          onTable(table);
        };
        await writeBackup(file, header, rowsOf, passphrase);
        return contents;
      });
    });
  } catch (error) {
    throw new Error(`${nameOf(settings)} cannot be backed up: ${databaseReason(error)}`, { cause: error });
  }
};

const emails = 'mail_queue';

const withoutEmails = (contents: Contents): Contents => ({
  ...contents,
  tables: contents.tables.map((table) =>
    table.name === emails ? { ...table, count: 0, checksum: '0' } : table,
  ),
});

/** Reads rows to their end, and yields none of them. */
async function* skip(rows: Rows): AsyncGenerator<readonly string[]> {
  for await (const _ of rows) yield [];
}

/** What was restored. */
export interface Restored {
  readonly backup: BackupHeader;
  /** Queued emails that were left out. */
  readonly emailsLeftOut: number;
}

/**
 * Restores a backup into the database of the settings, which must be empty, in one transaction.
 * @param passphrase is called if the file is encrypted
 * @param withEmails restores queued emails too, so that they are sent
 * @param onTable called after each table, for progress
 * @throws Error with what failed, and whether nothing was restored
 */
export const restoreDatabase = async (
  { file, withEmails }: { readonly file: string; readonly withEmails: boolean },
  passphrase: () => Promise<string>,
  settings: DatabaseSettings,
  log: Log,
  onTable: Loaded['onTable'],
): Promise<Restored> => {
  const backup = await openBackup(file, passphrase);
  const { release, contents } = backup.header;
  const left = withEmails ? undefined : contents.tables.find(({ name }) => name === emails);
  let isLoaded = false;
  const load: Loaded = {
    contents: withEmails ? contents : withoutEmails(contents),
    rows: (table) => {
      if (left === undefined || table.name !== emails) return backup.rows(table);
      return skip(backup.rows(left));
    },
    onTable,
    beforeCommit: async () => {
      await backup.requireEnd();
      isLoaded = true;
    },
    advice: {
      migrations: `The backup was made by release ${release}, and this is release ${version}. Restore it with that release, and upgrade then`,
      tables: `The backup was made by a service with other tables. Restore it with the build that made it`,
    },
  };
  try {
    await withDatabase(settings, log, (database) => loadDatabase(database, load));
  } catch (error) {
    const outcome = isLoaded ? 'If the database has tables, the restore is complete' : 'Nothing was restored';
    const reason = databaseReason(error).replace(/\.$/, '');
    throw new Error(`${file} cannot be restored to ${nameOf(settings)}: ${reason}. ${outcome}`, {
      cause: error,
    });
  } finally {
    await backup.close();
  }
  return { backup: backup.header, emailsLeftOut: left?.count ?? 0 };
};
