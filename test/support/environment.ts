import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/adapters/knex/migrations.js';
import { runSql } from './run-sql.js';
import { createTestDatabase } from './servers/databases.js';

const keys = mkdtempSync(join(tmpdir(), 'test-keys-'));
process.once('exit', () => rmSync(keys, { recursive: true, force: true }));
/** The keys of all services of this process, made by the first one: that takes a second. */
export const sharedKeys = {
  JWT__PRIVATE_KEY: `${keys}/private.pem`,
  JWT__PUBLIC_KEY: `${keys}/public.pem`,
  MFA__KEY_FILE: `${keys}/mfa.key`,
};

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

/** Returns a migrated, empty database with its own installation id. */
export const emptyDatabase = async () => {
  const database = await createTestDatabase(await migratedTemplate());
  await runSql(database.url, 'update installation set id = gen_random_uuid(), cache_id = gen_random_uuid()');
  return database;
};

const limits = ['LOGIN_ACCOUNT', 'LOGIN_ADDRESS', 'REGISTER', 'FORGOT', 'GUEST_SEARCH'];

/** Returns the settings of a service on these servers; an override of undefined removes a setting. */
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
    ...sharedKeys,
    IMPORT__DIR: `${keys}/imports`,
    // A busy machine must not cause timeouts; tests of timeouts set their own.
    DB__STATEMENT_TIMEOUT_MS: '60000',
    // All tests sign up and log in from one address.
    ...Object.fromEntries(limits.map((name) => [`LIMITS__${name}`, '1000000/1h'])),
    ...overrides,
  };
};

export type Environment = Readonly<Record<string, string | undefined>>;
