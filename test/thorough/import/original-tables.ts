import { dirname, join } from 'node:path';
import * as bcrypt from '@node-rs/bcrypt';
import { summaryOf } from '../../../src/commands/summary.js';
import { importOriginal } from '../../../src/composition/original-import.js';
import { ended } from '../../e2e/process/importing.js';
import { run } from '../../e2e/process/spawned.js';
import { open } from '../../integration/contracts/fixtures.js';
import { builtProgram } from '../../support/built-program.js';
import type { Environment } from '../../support/environment.js';
import { runSql } from '../../support/run-sql.js';
import { noteSecret } from '../../support/secrets.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/databases.js';

/** The tables as the migrations of the original service (SQLAlchemy, Alembic) leave them. */
const tables = `
  create table alembic_version (version_num varchar(32) primary key);
  create table authors (name varchar not null, age integer not null, id serial primary key);
  create table movies (title varchar not null, year_of_issue integer not null, description varchar,
    genre varchar not null, id serial primary key, author_id integer not null references authors (id));
  create table series (title varchar not null, episodes integer not null, seasons integer not null,
    description varchar, genre varchar not null, id serial primary key,
    author_id integer not null references authors (id), year_of_issue integer not null);
  create table users (visible_name varchar not null unique, role varchar not null, active boolean not null,
    id serial primary key, email varchar(25) not null unique, hashed_password bytea not null);
  insert into alembic_version values ('1707f3d646a3')`;

/** The password of every account. */
export const password = 'opera glasses 1895';

/** A database with the tables of the original service. @param changes SQL, with `HASH` for the hash of `password` */
export const originalDatabase = async (changes: string): Promise<TestDatabase> => {
  const database = await createTestDatabase();
  noteSecret('password', password);
  const hash = await bcrypt.hash(password, 4);
  await runSql(database.url, tables, changes.replaceAll('HASH', `'${hash}'::bytea`));
  return database;
};

/** `npm run import:original`, without npm. */
export const runCommand = async (env: Environment, ...args: readonly string[]) =>
  ended(
    run(process.execPath, [join(dirname(builtProgram()), 'commands/import-original.js'), ...args], {
      NODE_V8_COVERAGE: undefined,
      ...env,
    }),
  );

/** Imports in this process. */
export const importOriginalInto = async (
  databaseUrl: string,
  url: string,
  { signal } = new AbortController(),
) => {
  const database = open(databaseUrl);
  const lines: string[] = [];
  const report = { row: (row: string, what: string) => lines.push(`${row}: ${what}\n`), column: () => {} };
  const { counts, failure } = await importOriginal({ url, database, report, signal });
  await database.destroy();
  return { summary: summaryOf(counts), lines: lines.join(''), failure: failure as Error | undefined };
};
