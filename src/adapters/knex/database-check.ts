import { Client } from 'pg';
import type { Log } from '../../core/shared/log.js';
import type { Connection } from './database.js';

/** Milliseconds to wait for a connection and for an answer. */
const patience = 5_000;

/**
 * Our tables. A database that has one of them and no migration of ours belongs to another program.
 * @param kindTables the tables of the kinds of the catalogue
 */
export const ourTables = (kindTables: readonly string[]): readonly string[] => [
  ...kindTables,
  'audit',
  'cache_agreement',
  'change_horizons',
  'changes',
  'idempotency_keys',
  'installation',
  'mail_queue',
  'merged',
  'one_time_tokens',
  'refresh_tokens',
  'sessions',
  'titles_by_genre',
  'users',
  'vocabulary',
];

/** What the code relies on, whatever the server, the database or the role are set to. */
const required = {
  // The driver parses no other format of times.
  DateStyle: 'ISO',
  standard_conforming_strings: 'on',
  // Locks that are taken before reading have to see what was committed meanwhile.
  default_transaction_isolation: 'read committed',
};

/** A setting of no meaning: a session that has it has got all the others too. */
const marker = 'project_db_auth.session';

const options = Object.entries({ ...required, [marker]: 'on' })
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  .join(' ');

/** With the required settings as a startup parameter, behind those that the URL has. */
const withOptions = (connectionString: string): string => {
  const [base, query] = connectionString.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('options', `${parameters.get('options') ?? ''} ${options}`.trim());
  return `${base}?${parameters}`;
};

interface Found {
  readonly version: number;
  readonly encoding: string;
  readonly database: string;
  readonly role: string;
  readonly schema: string | null;
  readonly tables: readonly string[] | null;
  readonly hasOptions: boolean;
  readonly isReadOnly: boolean;
  readonly statementTimeout: string;
  /** The required settings as they are. */
  readonly settings: Readonly<Record<string, string>>;
}

const question = `select
  current_setting('server_version_num')::int as version,
  current_setting('server_encoding') as encoding,
  quote_ident(current_database()) as database,
  quote_ident(session_user) as role,
  current_schema() as schema,
  (select array_agg(tablename::text order by tablename) from pg_tables where schemaname = current_schema()) as tables,
  current_setting('${marker}', true) is not distinct from 'on' as "hasOptions",
  current_setting('transaction_read_only') = 'on' as "isReadOnly",
  current_setting('statement_timeout') as "statementTimeout",
  json_build_object(${Object.keys(required)
    .map((name) => `'${name}', current_setting('${name}')`)
    .join(', ')}) as settings`;

/** What makes the database unfit for this service, in a sentence that says what to do. */
const mistakeOf = async (
  client: Client,
  found: Found,
  kindTables: readonly string[],
): Promise<string | undefined> => {
  const { version, encoding, database, role, schema, tables, settings } = found;
  if (version < 140_000) return `it is Postgres ${Math.floor(version / 10_000)}, and 14 or newer is needed`;
  if (encoding !== 'UTF8')
    return (
      `its encoding is ${encoding}, and UTF8 is needed. Create another one: ` +
      'createdb --encoding=UTF8 --template=template0'
    );
  if (schema === null)
    return `the search_path of ${role} names no schema that exists. Create one, or change the path`;
  const wrong = Object.entries(required).filter(([name, value]) => !settings[name]?.startsWith(value));
  if (wrong.length > 0) {
    const repairs = wrong.map(
      ([name, value]) => `ALTER ROLE ${role} IN DATABASE ${database} SET ${name} TO '${value}'`,
    );
    return (
      `${wrong.map(([name]) => `${name} is "${settings[name]}"`).join(', ')}, and the connection pooler does not let ` +
      `this service set it. Run: ${repairs.join('; ')}. Then let the pooler open new connections`
    );
  }
  const ours = tables?.filter((table) => ourTables(kindTables).includes(table)) ?? [];
  if (ours.length === 0 || (await hasOurMigrations(client, tables))) return undefined;
  return (
    `it has tables of another program (${ours.join(', ')}). Name a database of its own for this service in DB_URL, ` +
    'created with createdb'
  );
};

/** Whether the first migration was run here. Other programs may use knex too. */
const hasOurMigrations = async (client: Client, tables: readonly string[] | null): Promise<boolean> => {
  if (!tables?.includes('knex_migrations')) return false;
  const { rows } = await client.query(
    "select from knex_migrations where name = '20261122190000_catalogue_and_accounts'",
  );
  return rows.length > 0;
};

const connected = async <T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({
    connectionString,
    application_name: 'project-db-auth',
    connectionTimeoutMillis: patience,
    query_timeout: patience,
  });
  // What fails is thrown as well.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Poolers in transaction mode refuse what would be true of a session. */
const isRefusedParameter = ({ message }: Error) => /startup parameter|command-line options/.test(message);

/**
 * Looks whether this service can use a database, and finds out how to connect to it: through a pooler, which gives each
 * transaction another session, nothing can be set for a connection, and the settings have to be right already.
 * @throws Error that says what is wrong with the database and what to do, or what the driver throws
 */
export const checkDatabase = async (
  connectionString: string,
  kindTables: readonly string[],
  log: Pick<Log, 'warn'>,
): Promise<Connection> => {
  const look = async (client: Client): Promise<Found> => {
    const { rows } = await client.query<Found>(question);
    const [found] = rows as [Found];
    const mistake = await mistakeOf(client, found, kindTables);
    if (mistake !== undefined) throw new Error(mistake);
    return found;
  };
  const direct = withOptions(connectionString);
  const found = await connected(direct, look).catch((error) => {
    if (isRefusedParameter(error)) return connected(connectionString, look);
    throw error;
  });
  if (found.isReadOnly)
    log.warn('the database is read-only: requests that change something are answered with 503');
  if (found.hasOptions) return { connectionString: direct };
  if (found.statementTimeout === '0')
    log.warn(
      'the connection pooler of DB_URL does not pass DB__STATEMENT_TIMEOUT_MS on: Postgres goes on with a statement ' +
        `that took too long, unless you run ALTER ROLE ${found.role} SET statement_timeout TO '5s'`,
    );
  return { connectionString, isPooled: true };
};

/** The same for a connection that runs migrations by hand. @throws Error */
export const checkClient = async (client: Client, kindTables: readonly string[]): Promise<void> => {
  const { rows } = await client.query<Found>(question);
  const [found] = rows as [Found];
  // Migrations rely on none of these.
  const mistake = await mistakeOf(client, { ...found, settings: required }, kindTables);
  if (mistake !== undefined) throw new Error(`The database cannot be used: ${mistake}`);
};
