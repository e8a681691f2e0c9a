import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { postgresUrl } from './servers.js';

/** A database of a test's own. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Removes it, and ends whatever connections it still has. */
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
  const drop = async () => {
    existing.delete(database);
    await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
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
  const client = new pg.Client(await postgresUrl());
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
