import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/adapters/knex/migrations.js';
import { createTestDatabase } from './servers/databases.js';

/** One pair of keys for the whole run. */
const keys = join(mkdtempSync(join(tmpdir(), 'test-keys-')), 'keys');

let template: Promise<string> | undefined;

/** The name of a migrated database to clone, made once. */
const migratedTemplate = () => {
  template ??= (async () => {
    const { url, name } = await createTestDatabase();
    await migrate({ connectionString: url });
    return name;
  })();
  return template;
};

/** A migrated, empty database of one's own, with an identity of its own. */
export const emptyDatabase = async () => {
  const database = await createTestDatabase(await migratedTemplate());
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query('update installation set id = gen_random_uuid()');
  await client.end();
  return database;
};

const limits = ['LOGIN_ACCOUNT', 'LOGIN_ADDRESS', 'REGISTER', 'FORGOT'];

/** The settings of a service on these servers; a value of undefined takes a setting away. */
export const testEnvironment = (
  databaseUrl: string,
  redis: string,
  overrides: Environment = {},
): Environment => {
  const { hostname, port, pathname } = new URL(redis);
  return {
    NODE_ENV: 'test',
    PORT: '0',
    PUBLIC_URL: 'http://service.test',
    DB_URL: databaseUrl,
    REDIS__HOST: hostname,
    REDIS__PORT: port || '6379',
    REDIS__DB: pathname.slice(1) || '0',
    JWT__PRIVATE_KEY: `${keys}/private.pem`,
    JWT__PUBLIC_KEY: `${keys}/public.pem`,
    // Tests sign in and up all the time, and all of them from one address.
    ...Object.fromEntries(limits.map((name) => [`LIMITS__${name}`, '1000000/1h'])),
    ...overrides,
  };
};

export type Environment = Readonly<Record<string, string | undefined>>;
