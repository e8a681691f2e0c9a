import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { everythingIn, requireNoSecret, secretsUntilNow } from '../secrets.js';
import { postgresUrl } from './servers.js';

/** A database of a test's own. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /**
   * Removes it, and ends whatever connections it still has.
   * @throws Error when a password or a token stands in it
   */
  drop(): Promise<void>;
}

const existing = new Set<TestDatabase>();

/**
 * Creates a database on the run's Postgres: empty, or a copy of `template`, to which nobody may be
 * connected meanwhile.
 */
export async function createTestDatabase(template = 'template1'): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(`CREATE DATABASE ${name} TEMPLATE ${pg.escapeIdentifier(template)}`);
  const url = new URL(await postgresUrl());
  url.pathname = name;
  const since = secretsUntilNow();
  const drop = async () => {
    if (!existing.delete(database)) return;
    try {
      const everything = () => connected(url.href, (client) => everythingIn((sql) => client.query(sql)));
      await requireNoSecret('the database', everything, since);
    } finally {
      await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    }
  };
  const database = { name, url: url.href, drop };
  existing.add(database);
  return database;
}

/** Removes what tests left: the server may be one that outlives the run. */
export async function dropTestDatabases(): Promise<void> {
  await Promise.all([...existing].map((database) => database.drop()));
}

async function run(statement: string): Promise<void> {
  await connected(await postgresUrl(), (client) => client.query(statement));
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
