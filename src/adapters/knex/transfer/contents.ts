import type { Knex } from 'knex';
import type { Contents, SequenceState, TableContents } from '../../../core/shared/stored-contents.js';

/**
 * The tables that are not copied, because their rows describe one server: its migrations, its transactions, its cache.
 */
const leftOut = [
  'cache_agreement',
  'change_horizons',
  'changes',
  'knex_migrations',
  'knex_migrations_lock',
  'openings',
];

/** Rows and checksums as text must not depend on the server, the database or the role. */
const textFormats = `
  set local timezone = 'UTC'; set local datestyle = 'ISO'; set local intervalstyle = 'postgres';
  set local bytea_output = 'hex'; set local extra_float_digits = 1`;

/**
 * Removes the time limits, which are for requests. While one database checks what it received, the transaction on the
 * other one is idle.
 */
const withoutTimeLimits = `
  select set_config(name, '0', true) from pg_settings
    where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** Opens a transaction that reads or writes a whole database. */
export const transferTransaction = async <T>(
  knex: Knex,
  work: (trx: Knex) => Promise<T>,
  config?: Knex.TransactionConfig,
): Promise<T> => {
  let failure: unknown;
  try {
    return await knex.transaction(async (trx) => {
      await trx.raw(`${textFormats}; ${withoutTimeLimits}`);
      return work(trx).catch((error) => {
        failure = error;
        throw error;
      });
    }, config);
  } catch (error) {
    // If the connection was lost, knex reports that it cannot roll back, and not why.
    throw failure ?? error;
  }
};

/** The tables that are copied, without the columns that hold transaction ids of their server. */
const listTables = async (trx: Knex): Promise<Pick<TableContents, 'name' | 'columns'>[]> => {
  const { rows } = await trx.raw(
    `select relname as name, array_agg(quote_ident(attname) order by attnum) as columns
      from pg_class join pg_attribute on attrelid = pg_class.oid
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> all(?)
        and attnum > 0 and not attisdropped and attgenerated = '' and atttypid <> all('{xid8,pg_snapshot}'::regtype[])
      group by relname order by relname`,
    [leftOut],
  );
  return rows;
};

/** Counts the rows of a table, and computes their checksum. */
export const readTable = async (
  trx: Knex,
  table: Pick<TableContents, 'name' | 'columns'>,
): Promise<TableContents> => {
  const { rows } = await trx.raw(
    `select count(*)::int as count, coalesce(sum(('x' || left(md5(row(${table.columns})::text), 15))::bit(60)::bigint), 0)::text as checksum
      from ??`,
    [table.name],
  );
  return { ...table, ...rows[0] };
};

const readSequences = async (trx: Knex): Promise<SequenceState[]> => {
  const { rows } = await trx.raw(
    `select sequence.relname as name from pg_class as sequence
      join pg_depend on objid = sequence.oid and classid = 'pg_class'::regclass and deptype in ('a', 'i')
      join pg_class as owner on owner.oid = refobjid
      where sequence.relkind = 'S' and sequence.relnamespace = current_schema()::regnamespace and owner.relname <> all(?)
      order by 1`,
    [leftOut],
  );
  const states: SequenceState[] = [];
  for (const { name } of rows as { name: string }[]) {
    const [state] = await trx(name).select({ last: trx.raw('last_value::text'), isCalled: 'is_called' });
    states.push({ name, ...state });
  }
  return states;
};

/**
 * Reads what the database contains, in a `transferTransaction`.
 * @throws Error if the service has never run on it
 */
export const readContents = async (trx: Knex): Promise<Contents> => {
  const { rows } = await trx.raw("select to_regclass('knex_migrations') is not null as used");
  if (!rows[0].used) throw new Error('the source has no data of this service');
  const migrations: string[] = await trx('knex_migrations').orderBy('name').pluck('name');
  const tables: TableContents[] = [];
  for (const table of await listTables(trx)) tables.push(await readTable(trx, table));
  return { migrations, tables, sequences: await readSequences(trx) };
};

/** Bytes and rows of a batch. A single row may be larger. */
const maxBytes = 16_000_000;
const maxRows = 2_000;

/** Reads the rows of a table, a batch at a time, so that memory stays bounded. */
export async function* readRows(
  trx: Knex,
  { name }: Pick<TableContents, 'name'>,
): AsyncGenerator<readonly string[]> {
  const { rows: sizes } = await trx.raw(
    'select coalesce(max(octet_length(stored::text)), 1) as largest from ?? as stored',
    [name],
  );
  const count = Math.max(1, Math.min(maxRows, Math.floor(maxBytes / sizes[0].largest)));
  await trx.raw('declare copied no scroll cursor for select stored::text as row from ?? as stored', [name]);
  for (;;) {
    const { rows } = await trx.raw(`fetch forward ${count} from copied`);
    if (rows.length === 0) break;
    yield (rows as { row: string }[]).map(({ row }) => row);
  }
  await trx.raw('close copied');
}
