import { Client } from 'pg';
import type { Log } from '../../core/shared/log.js';
import { serviceId } from '../../core/shared/service-name.js';
import type { Connection } from './database.js';
import { serviceTables } from './service-tables.js';

/** Time limit for a connection and for a query, in milliseconds. */
const timeoutMs = 5_000;

/** Settings that the code relies on. They override those of the server, the database and the role. */
const required = {
  // The driver parses no other format of times.
  DateStyle: 'ISO',
  standard_conforming_strings: 'on',
  // A read after a lock must see what was committed while it waited.
  default_transaction_isolation: 'read committed',
};

/** The extensions that the migrations create. */
export const requiredExtensions = ['fuzzystrmatch', 'pg_trgm'];

/** A setting without meaning. A session that has it received all the other settings as well. */
const marker = 'project_db_auth.session';

const options = Object.entries({ ...required, [marker]: 'on' })
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  .join(' ');

/** Adds the required settings as a startup parameter, after those of the URL. */
const withOptions = (connectionString: string): string => {
  const [base, query] = connectionString.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('options', `${parameters.get('options') ?? ''} ${options}`.trim());
  return `${base}?${parameters}`;
};

interface ServerState {
  readonly version: number;
  readonly encoding: string;
  readonly database: string;
  readonly role: string;
  readonly schema: string | null;
  readonly tables: readonly string[] | null;
  readonly hasOptions: boolean;
  readonly isReadOnly: boolean;
  readonly statementTimeout: string;
  readonly missingExtensions: readonly string[];
  /** The current values of the required settings. */
  readonly settings: Readonly<Record<string, string>>;
}

const stateQuery = `select
  current_setting('server_version_num')::int as version,
  current_setting('server_encoding') as encoding,
  quote_ident(current_database()) as database,
  quote_ident(session_user) as role,
  current_schema() as schema,
  (select array_agg(tablename::text order by tablename) from pg_tables where schemaname = current_schema()) as tables,
  current_setting('${marker}', true) is not distinct from 'on' as "hasOptions",
  current_setting('transaction_read_only') = 'on' as "isReadOnly",
  current_setting('statement_timeout') as "statementTimeout",
  array(select unnest('{${requiredExtensions}}'::text[]) except select name::text from pg_available_extensions
    except select extname::text from pg_extension order by 1) as "missingExtensions",
  json_build_object(${Object.keys(required)
    .map((name) => `'${name}', current_setting('${name}')`)
    .join(', ')}) as settings`;

const readState = async (client: Client): Promise<ServerState> => {
  const { rows } = await client.query<ServerState>(stateQuery);
  return rows[0] as ServerState;
};

/** Returns why the database cannot be used, and what to do; undefined if it can. */
const problemOf = async (
  client: Client,
  state: ServerState,
  kindTables: readonly string[],
): Promise<string | undefined> => {
  const { version, encoding, database, role, schema, tables, settings, missingExtensions } = state;
  if (version < 140_000)
    return `it is Postgres ${Math.floor(version / 10_000)}. Postgres 14 or newer is required`;
  if (encoding !== 'UTF8')
    return (
      `its encoding is ${encoding}. UTF8 is required. Create another database: ` +
      'createdb --encoding=UTF8 --template=template0'
    );
  if (missingExtensions.length > 0)
    return (
      `the extensions ${missingExtensions.join(' and ')} cannot be created. Install the contrib modules of Postgres ` +
      '(Debian: postgresql-contrib)'
    );
  if (schema === null)
    return `the search_path of ${role} has no existing schema. Create one, or change search_path`;
  const wrong = Object.entries(required).filter(([name, value]) => !settings[name]?.startsWith(value));
  if (wrong.length > 0) {
    const repairs = wrong.map(
      ([name, value]) => `ALTER ROLE ${role} IN DATABASE ${database} SET ${name} TO '${value}'`,
    );
    return (
      `${wrong.map(([name]) => `${name} is "${settings[name]}"`).join(', ')}, and the connection pooler does not let ` +
      `this service set it. Run: ${repairs.join('; ')}. Then reconnect the pooler to Postgres`
    );
  }
  const ours = tables?.filter((table) => serviceTables(kindTables).includes(table)) ?? [];
  if (ours.length === 0 || (await hasOurMigrations(client, tables))) return undefined;
  return (
    `it has tables of another program (${ours.join(', ')}). Create a separate database with createdb, and set DB_URL ` +
    'to it'
  );
};

/** Returns whether our first migration was run. Other programs may use knex as well. */
const hasOurMigrations = async (client: Client, tables: readonly string[] | null): Promise<boolean> => {
  if (!tables?.includes('knex_migrations')) return false;
  const { rows } = await client.query(
    "select from knex_migrations where name = '20261122190000_catalogue_and_accounts'",
  );
  return rows.length > 0;
};

const withClient = async <T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({
    connectionString,
    application_name: serviceId,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // Errors also reject the query or the connect.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Poolers in transaction mode reject settings of a session. */
const isRejectedParameter = ({ message }: Error) => /startup parameter|command-line options/.test(message);

/**
 * Checks whether this service can use a database, and returns how to connect to it. A pooler in transaction mode gives
 * each transaction another session. No setting can be made for a connection then, so the server must have them already.
 * @throws Error saying what is wrong with the database and what to do, or the error of the driver
 */
export const checkDatabase = async (
  connectionString: string,
  kindTables: readonly string[],
  log: Pick<Log, 'warn'>,
): Promise<Connection> => {
  const check = async (client: Client): Promise<ServerState> => {
    const state = await readState(client);
    const problem = await problemOf(client, state, kindTables);
    if (problem !== undefined) throw new Error(problem);
    return state;
  };
  const direct = withOptions(connectionString);
  const state = await withClient(direct, check).catch((error) => {
    if (isRejectedParameter(error)) return withClient(connectionString, check);
    throw error;
  });
  if (state.isReadOnly) log.warn('the database is read-only: writes return 503');
  if (state.hasOptions) return { connectionString: direct };
  if (state.statementTimeout === '0')
    log.warn(
      'the connection pooler of DB_URL ignores DB__STATEMENT_TIMEOUT_MS, so Postgres does not cancel slow statements. ' +
        `Run: ALTER ROLE ${state.role} SET statement_timeout TO '5s'`,
    );
  return { connectionString, isPooled: true };
};

/** Checks a database before migrations that are run by hand. @throws Error like `checkDatabase` */
export const checkBeforeMigrations = (
  connectionString: string,
  kindTables: readonly string[],
): Promise<void> =>
  withClient(connectionString, async (client) => {
    // Migrations do not depend on the settings.
    const state = { ...(await readState(client)), settings: required };
    const problem = await problemOf(client, state, kindTables);
    if (problem !== undefined) throw new Error(problem);
  });
