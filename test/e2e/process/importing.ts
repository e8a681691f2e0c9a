import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Knex } from 'knex';
import { open } from '../../integration/contracts/fixtures.js';
import { builtProgram } from '../../support/built-program.js';
import { type Environment, emptyDatabase } from '../../support/environment.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { endLeftovers, run, type Spawned } from './spawned.js';

/** The built import command. */
export const program = () => join(dirname(builtProgram()), 'commands/import.js');

/** `npm run import`, without npm. */
export const startImport = (args: readonly string[], env: Environment, options: { folder?: string } = {}) =>
  run(process.execPath, [program(), ...args], { NODE_V8_COVERAGE: undefined, ...env }, options);

/** The exit code and output of a command. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const ended = async ({ exit, stdout, stderr }: Spawned): Promise<Ended> => {
  const code = await exit;
  return { code, stdout: stdout(), stderr: stderr() };
};

export const ndjson = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

export const csv = (rows: readonly (readonly (string | number)[])[]) =>
  rows.map((cells) => `${cells.join(',')}\r\n`).join('');

/** Creates movies with a key each, and an author's name for every ten. */
export const manyMovies = (count: number, overrides: (i: number) => object = () => ({})) =>
  Array.from({ length: count }, (_, i) => ({
    title: `Movie ${i}`,
    sourceId: `m/${i}`,
    author: `Author ${i % Math.ceil(count / 10)}`,
    releaseYear: 1900 + (i % 100),
    ...overrides(i),
  }));

const all = async (knex: Knex, table: string, columns: readonly string[]) =>
  knex(table)
    .select(knex.raw(columns.join(', ')))
    .orderByRaw('1, 2, 3, 4');

const author = (column: string) =>
  `(select ${column} from authors a where a.id = author_id) as author_${column}`;
const titles = ['imdb_id', 'source_id', 'title', 'release_year', 'genres', 'description'];
const authors = ['name', 'imdb_id', 'source_id'].map(author);

/** The whole catalogue, without ids, versions and times. */
export const contentsOf = async (knex: Knex) => ({
  authors: await all(knex, 'authors', [
    'imdb_id',
    'source_id',
    'name',
    'birth_year',
    'death_year',
    'biography',
  ]),
  movies: await all(knex, 'movies', [...titles, 'runtime_minutes', ...authors]),
  series: await all(knex, 'series', [...titles, 'end_year', 'seasons', 'episodes', ...authors]),
});

/** Every row of every table, as text, except that each command records when it opened the database. */
export const everyRow = async (knex: Knex) => {
  const tables: string[] = await knex('pg_tables')
    .where({ schemaname: 'public' })
    .whereNot({ tablename: 'openings' })
    .orderBy('tablename')
    .pluck('tablename');
  const rows: Record<string, unknown> = {};
  for (const table of tables)
    rows[table] = await knex(`${table} as t`).select(knex.raw('t::text')).orderBy('t');
  return rows;
};

export const auditedImports = (knex: Knex): Promise<Record<string, unknown>[]> =>
  knex('audit').where({ action: 'catalogue.imported' }).orderBy('id').pluck('details');

/** Files to import. */
export const useFiles = () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return {
    path: (name: string) => join(folder, name),
    /** Writes a file, compressed if its name ends in .gz, and returns its path. */
    file: (name: string, content: string | Buffer) => {
      const path = join(folder, name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, name.endsWith('.gz') ? gzipSync(content) : content);
      return path;
    },
  };
};

/** Provides an empty database for each test, and `npm run import` on it. */
export const useImports = () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>> | undefined;
  let knex: Knex | undefined;
  const files = useFiles();
  beforeEach(async () => {
    database = await emptyDatabase();
    knex = open(database.url, { statementTimeoutMs: 60_000 });
  });
  afterEach(async () => {
    await endLeftovers();
    await knex?.destroy();
    if (database !== undefined) await expectNoOpenTransaction(database.url);
    await database?.drop();
  });
  const start = (args: readonly string[], env: Environment = {}) =>
    startImport(args, { DB_URL: database?.url, ...env });
  return {
    ...files,
    url: () => database?.url as string,
    knex: () => knex as Knex,
    start,
    /** Imports, and waits for the end. */
    take: (...args: readonly string[]) => ended(start(args)),
  };
};
