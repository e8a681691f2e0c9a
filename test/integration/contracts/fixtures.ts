import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Knex } from 'knex';
import { openDatabase } from '../../../src/adapters/knex/database.js';
import { referenceConstraints } from '../../../src/adapters/knex/database-errors.js';
import { RedisCache } from '../../../src/adapters/redis/redis-cache.js';
import type { RedisSettings } from '../../../src/adapters/redis/redis-client.js';
import type { Account } from '../../../src/core/identity/user.js';
import type { Initiator } from '../../../src/core/shared/audit.js';
import { DomainError } from '../../../src/core/shared/errors.js';
import type { Log } from '../../../src/core/shared/log.js';
import type { ListQuery } from '../../../src/core/shared/page.js';
import { emptyDatabase } from '../../support/environment.js';
import { firstItems } from '../../support/first-items.js';
import { kindsUnderTest } from '../../support/kinds-under-test.js';
import { silentLog } from '../../support/silent-log.js';
import { agreed } from './agreed-cache.js';

/** The initiator in contract tests. */
export const by: Initiator = { actorId: 7, ip: '192.0.2.7', requestId: 'request-7' };

let made = 0;

export const account = (overrides: Partial<Account> = {}): Account => {
  made += 1;
  return {
    email: `person-${made}@example.com`,
    visibleName: `Person ${made}`,
    role: 'user',
    active: true,
    emailVerified: false,
    pendingEmail: null,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    shortPassword: false,
    secondFactor: false,
    tokenVersion: 1,
    ...overrides,
  };
};

/** Returns the error that a promise was rejected with, which must be an error of the core. */
export const refusal = async (promise: Promise<unknown>): Promise<DomainError> => {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) throw new Error(`not rejected: ${JSON.stringify(outcome.value)}`);
  expect(outcome.error).to.be.instanceOf(DomainError);
  return outcome.error as DomainError;
};

export const pageOf = (overrides: Partial<ListQuery> = {}): ListQuery => ({
  ...firstItems(100),
  ...overrides,
});

/** Waits until `condition` returns true, and fails if it does not within some seconds. */
export const eventually = async (condition: () => Promise<boolean> | boolean, what: string) => {
  for (let attempt = 0; attempt < 2_400; attempt += 1) {
    if (await condition()) return;
    await sleep(25);
  }
  throw new Error(`timed out before ${what}`);
};

export const open = (url: string, overrides: { poolMax?: number; statementTimeoutMs?: number } = {}) =>
  openDatabase(
    {
      connection: { connectionString: url },
      poolMax: 10,
      statementTimeoutMs: 60_000,
      references: referenceConstraints(kindsUnderTest),
      ...overrides,
    },
    silentLog,
  );

/** Returns how many statements wait for a lock in the database of this connection. */
export const lockWaiters = async (knex: Knex): Promise<number> =>
  (await knex('pg_stat_activity').whereRaw('datname = current_database()').where({ wait_event_type: 'Lock' }))
    .length;

/** Waits until a statement waits for a lock in the database of this connection. */
export const lockWaited = (knex: Knex) =>
  eventually(async () => (await lockWaiters(knex)) > 0, 'a statement waited for a lock');

/** A migrated database, and connections to it, for the tests of a describe block. */
export const useDatabase = () => {
  let opened: { knex: Knex; url: string; connect: typeof open } | undefined;
  const closing: (() => Promise<unknown>)[] = [];
  before(async () => {
    const { url, drop } = await emptyDatabase();
    closing.push(drop);
    const connect: typeof open = (...options) => {
      const knex = open(...options);
      closing.unshift(() => knex.destroy());
      return knex;
    };
    opened = { knex: connect(url), url, connect };
  });
  after(async () => {
    for (const close of closing) await close();
  });
  return () => opened as NonNullable<typeof opened>;
};

export const redisSettings = (url: string): RedisSettings => {
  const { hostname, port, pathname } = new URL(url);
  return { host: hostname, port: Number(port || 6379), db: Number(pathname.slice(1) || 0), tls: false };
};

/** A cache in Redis that is connected, and whose server is the agreed one. */
export const connectedCache = async (url: string, namespace: string, log: Log = silentLog, ttl = 300) => {
  const cache = new RedisCache(redisSettings(url), { namespace, ttl }, log);
  const close = () => cache.close();
  const connected = { ...agreed(cache), close };
  await eventually(() => connected.available(), 'Redis was reachable');
  return connected;
};
