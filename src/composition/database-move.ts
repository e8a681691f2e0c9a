import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { openEmbeddedDatabase } from '../adapters/embedded/embedded-database.js';
import {
  type MovedFolder,
  markFolder,
  readMark,
  requireNotMoved,
} from '../adapters/embedded/moved-folder.js';
import type { Connection } from '../adapters/knex/database.js';
import { checkDatabase } from '../adapters/knex/database-check.js';
import { databaseReason } from '../adapters/knex/database-reason.js';
import { openForTransfer } from '../adapters/knex/migrations.js';
import { readContents, readRows, transferTransaction } from '../adapters/knex/transfer/contents.js';
import { requireNoInstances } from '../adapters/knex/transfer/instances.js';
import { type Loaded, loadDatabase } from '../adapters/knex/transfer/load.js';
import type { Log } from '../core/shared/log.js';
import type { Contents, Rows, TableContents } from '../core/shared/stored-contents.js';
import { kindTables } from './catalogue-kinds.js';
import type { Settings } from './settings.js';

/** Host and database of a URL, without user and password. */
export const placeOf = (url: string): string => {
  const { host, pathname, searchParams } = new URL(url.replace('@/', '@localhost/'));
  return `${searchParams.get('host') ?? host}${decodeURIComponent(pathname)}`;
};

/** The databases of a move. */
export interface Route {
  /** Undefined: the embedded database. */
  readonly from: string | undefined;
  readonly to: string;
}

/**
 * Returns the databases of a move. `DB_URL` is the target unless `to` names it; then it is the source, unless `from`
 * names that.
 * @throws Error without a target
 */
export const routeOf = (
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { DB_URL }: { readonly DB_URL?: string | undefined },
): Route => {
  if (to !== undefined) return { from: from ?? DB_URL, to };
  if (DB_URL === undefined)
    throw new Error('The target is missing: set DB_URL to an empty Postgres database');
  return { from, to: DB_URL };
};

interface Source {
  readonly connection: Connection;
  /** Marks what is left behind; nothing for a Postgres database. */
  mark(state: MovedFolder['state']): void;
  close(): Promise<void>;
}

const openSource = async (
  from: string | undefined,
  to: string,
  { DATA_DIR }: Pick<Settings, 'DATA_DIR'>,
  log: Log,
): Promise<Source> => {
  if (from !== undefined) {
    const connection = await checkDatabase(from, kindTables, log);
    return { connection, mark: () => {}, close: async () => {} };
  }
  // Opening would create one.
  if (!existsSync(join(DATA_DIR, 'pgdata')))
    throw new Error(`${DATA_DIR} contains no database to move. Set DATA_DIR to its folder`);
  const requireNotMovedElsewhere = (folder: string) => {
    const mark = readMark(folder);
    if (mark?.state !== 'moving' || mark.to !== to) requireNotMoved(folder);
  };
  const fail = (error: Error) => {
    throw error;
  };
  const { connection, stop } = await openEmbeddedDatabase(DATA_DIR, fail, requireNotMovedElsewhere);
  return { connection, mark: (state) => markFolder(DATA_DIR, { state, to }), close: stop };
};

/** Opens the transaction in which a whole database is read: what is committed meanwhile is not seen. */
export const readDatabase = <T>(
  knex: Knex,
  work: (trx: Knex, contents: Contents) => Promise<T>,
): Promise<T> =>
  transferTransaction(knex, async (trx) => work(trx, await readContents(trx)), {
    isolationLevel: 'repeatable read',
    readOnly: true,
  });

/** Says which of the two databases failed. */
async function* fromSource(rows: Rows): AsyncGenerator<readonly string[]> {
  try {
    yield* rows;
  } catch (error) {
    throw new Error(`the source cannot be read: ${databaseReason(error)}`, { cause: error });
  }
}

const advice = {
  migrations: 'Move it with the release that used it last, or start this release on it once',
  tables: 'Remove tables that no migration of this release creates',
};

/**
 * Moves everything that is stored to an empty Postgres database.
 * @param from undefined: the embedded database
 * @param onTable called after each table, for progress
 * @throws Error with what failed; then nothing was moved
 */
export const moveDatabase = async (
  { from, to }: Route,
  settings: Pick<Settings, 'DATA_DIR'>,
  log: Log,
  onTable: Loaded['onTable'],
  createTables?: Parameters<typeof loadDatabase>[2],
): Promise<Contents> => {
  const source = await openSource(from, placeOf(to), settings, log);
  try {
    const target = openForTransfer(
      await checkDatabase(to, kindTables, log).catch((error) => {
        throw new Error(`The target cannot be used: ${databaseReason(error)}`, { cause: error });
      }),
    );
    const origin = openForTransfer(source.connection);
    try {
      let loaded: Contents | undefined;
      const moved = await readDatabase(origin, async (trx, contents) => {
        await requireNoInstances(trx);
        const rows = (table: TableContents) => fromSource(readRows(trx, table));
        const beforeCommit = () => source.mark('moving');
        await loadDatabase(target, { contents, rows, onTable, beforeCommit, advice }, createTables);
        loaded = contents;
        return contents;
      }).catch((error) => {
        // Once the target has committed, it does not matter how the transaction of the source ends.
        if (loaded === undefined) throw error;
        return loaded;
      });
      source.mark('moved');
      return moved;
    } catch (error) {
      const place = from === undefined ? settings.DATA_DIR : placeOf(from);
      throw new Error(`The data of ${place} cannot be moved to ${placeOf(to)}: ${databaseReason(error)}`, {
        cause: error,
      });
    } finally {
      await Promise.all([origin.destroy(), target.destroy()]);
    }
  } finally {
    await source.close();
  }
};
