import knex, { type Knex } from 'knex';
import { serviceId } from '../../../core/shared/service-name.js';
import { databaseReason } from '../../knex/database-reason.js';
import { InputError } from '../files/input-error.js';
import { type OriginalRow, originalTables } from './original-tables.js';

/** The database of the original service, as it was at one moment. */
export interface OriginalDatabase {
  /** Other tables, each with the number of its rows; undefined: this user may not read it. */
  readonly otherTables: ReadonlyMap<string, number | undefined>;
  /** Reads a table in the order of ids. */
  rows(table: string): AsyncGenerator<readonly OriginalRow[]>;
}

/** A connection of the driver. */
interface OpenClient {
  /** Closes the connection, even while a statement is running on it. */
  end(): Promise<void>;
}

/** Milliseconds to wait for a connection. */
const connectTimeoutMs = 5_000;
const rowsOfBatch = 1_000;

const cannotBeRead = (error: unknown): never => {
  if (error instanceof InputError) throw error;
  const { code } = error as { code?: string };
  // The usual advice is about the owner of the database of this service.
  const reason =
    code === '42501'
      ? `${(error as Error).message.split(' - ').at(-1)}. Its user needs SELECT on ${[...originalTables.keys()].join(', ')}`
      : databaseReason(error).replaceAll('DB_URL', 'its URL');
  throw new InputError('The original database', `cannot be read: ${reason}`, undefined, { cause: error });
};

interface FoundTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Whether this user may read it. */
  readonly readable: boolean;
}

const listTables = async (trx: Knex): Promise<readonly FoundTable[]> => {
  const { rows } = await trx.raw(
    `select relname as name, array_agg(attname::text) as columns, has_table_privilege(pg_class.oid, 'SELECT') as readable
      from pg_class join pg_attribute on attrelid = pg_class.oid
      where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace and attnum > 0 and not attisdropped
      group by pg_class.oid, relname order by relname`,
  );
  return rows;
};

/** @throws InputError naming what the original service has and this database lacks */
const requireColumns = (found: readonly FoundTable[]): void => {
  const missing = [...originalTables].flatMap(([table, { required }]) => {
    const columns = found.find(({ name }) => name === table)?.columns;
    if (columns === undefined) return [`the table ${table}`];
    return required.filter((column) => !columns.includes(column)).map((column) => `${table}.${column}`);
  });
  if (missing.length > 0)
    throw new InputError(
      'The original database',
      `lacks ${missing.join(', ')}. Use the DB_URL of the original service`,
    );
};

const countOthers = async (
  trx: Knex,
  tables: readonly FoundTable[],
): Promise<OriginalDatabase['otherTables']> => {
  const counts = new Map<string, number | undefined>();
  for (const { name, readable } of tables) {
    if (originalTables.has(name) || name === 'alembic_version') continue;
    const [row] = readable ? await trx(name).count({ count: '*' }) : [];
    counts.set(name, row && Number(row.count));
  }
  return counts;
};

async function* readRows(trx: Knex, table: string): AsyncGenerator<readonly OriginalRow[]> {
  for (let last: number | undefined; ; ) {
    const query = trx(table).orderBy('id').limit(rowsOfBatch);
    if (last !== undefined) query.where('id', '>', last);
    const rows: OriginalRow[] = await query.catch(cannotBeRead);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsOfBatch) return;
    last = rows.at(-1)?.id;
  }
}

/**
 * Reads the database of the original service in one read-only transaction: what is committed meanwhile is not seen.
 * @param signal closes the connection, also while a statement waits for a lock: there is no time limit
 * @throws InputError if it cannot be read, or is not that of the original service. Errors of `work` are thrown as they are.
 */
export const readOriginal = async <T>(
  connectionString: string,
  signal: AbortSignal,
  work: (original: OriginalDatabase) => Promise<T>,
): Promise<T> => {
  const database = knex({
    client: 'pg',
    version: '12',
    connection: {
      connectionString,
      application_name: serviceId,
      connectionTimeoutMillis: connectTimeoutMs,
    },
    pool: {
      min: 0,
      max: 1,
      afterCreate: (client: OpenClient, done: (error: unknown, client: OpenClient) => void) => {
        signal.addEventListener('abort', () => void client.end().catch(() => {}));
        done(undefined, client);
      },
    },
    // By default knex also writes errors to the console.
    log: { warn: () => {} },
  });
  try {
    const trx = await database
      .transaction({ isolationLevel: 'repeatable read', readOnly: true })
      .catch(cannotBeRead);
    try {
      // It is idle while rows are written.
      await trx.raw('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
      const found = await listTables(trx).catch(cannotBeRead);
      requireColumns(found);
      const otherTables = await countOthers(trx, found).catch(cannotBeRead);
      return await work({ otherTables, rows: (table) => readRows(trx, table) });
    } finally {
      // The connection may be lost.
      await trx.rollback().catch(() => {});
    }
  } finally {
    await database.destroy();
  }
};
