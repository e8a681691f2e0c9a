import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { runSql } from '../run-sql.js';
import { everythingIn, requireNoSecret, secretsUntilNow } from '../secrets.js';
import { postgresUrl } from './servers.js';

/** A database of one test. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /**
   * Removes it, and ends its connections.
   * @param isSearched for secrets before. A database of gigabytes is not: all of its rows would be read into memory.
   * @throws Error if it contains a password or a token
   */
  drop(isSearched?: boolean): Promise<void>;
}

const existing = new Set<TestDatabase>();

/**
 * Creates a database on the Postgres of this run: empty, or a copy of `template`, which must have no connections.
 */
export async function createTestDatabase(template = 'template1'): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runSql(await postgresUrl(), `CREATE DATABASE ${name} TEMPLATE ${pg.escapeIdentifier(template)}`);
  const url = new URL(await postgresUrl());
  url.pathname = name;
  const since = secretsUntilNow();
  const drop = async (isSearched = true) => {
    if (!existing.delete(database)) return;
    try {
      const everything = () => everythingIn(async (sql) => ({ rows: await runSql(url.href, sql) }));
      if (isSearched) await requireNoSecret('the database', everything, since);
    } finally {
      await runSql(await postgresUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
  };
  const database = { name, url: url.href, drop };
  existing.add(database);
  return database;
}

/** Removes databases that tests have left, since the server may outlive the run. */
export async function dropTestDatabases(areSearched = true): Promise<void> {
  await Promise.all([...existing].map((database) => database.drop(areSearched)));
}
