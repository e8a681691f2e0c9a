import knex from 'knex';
import { AesSecretSealer } from '../../src/adapters/crypto/aes-secret-sealer.js';
import type { SigningKeys } from '../../src/adapters/crypto/signing-keys.js';
import { MemoryCache } from '../../src/adapters/memory/memory-cache.js';
import { MemoryLimiter } from '../../src/adapters/memory/memory-limiter.js';
import type { KindRow } from '../../src/composition/catalogue-kinds.js';
import { createContainer } from '../../src/composition/container.js';
import { ids } from '../../src/composition/service-ids.js';
import { readSettings } from '../../src/composition/settings.js';
import { KnownKeys } from '../../src/core/identity/known-keys.js';
import { Revocations } from '../../src/core/identity/revocations.js';
import { unshared } from '../../src/core/shared/cache.js';
import { kindsUnderTest } from './kinds-under-test.js';
import { silentLog } from './silent-log.js';

/** The container of a service without a database: for tests that run no query. */
export const unconnectedContainer = (kinds: readonly KindRow[] = kindsUnderTest) => {
  const clock = { now: () => new Date() };
  const settings = readSettings({ DB_URL: 'postgresql://nobody@127.0.0.1:1/nothing' });
  return createContainer({
    settings,
    lifecycle: { isStopping: false },
    log: silentLog,
    keys: { signing: { kid: 'key', algorithm: 'RS256', jwk: {} }, verifying: [] as unknown } as SigningKeys,
    sealer: new AesSecretSealer([]),
    database: knex({ client: 'pg' }),
    openSession: () => ({ database: knex({ client: 'pg' }), close: async () => {} }),
    isPooled: false,
    installation: '00000000-0000-4000-8000-000000000000',
    cursorSecret: new Uint8Array(32),
    cache: new MemoryCache(1),
    limiter: new MemoryLimiter(),
    clock,
    revocations: new Revocations(clock, 960),
    knownKeys: new KnownKeys(),
    feedStatus: { isLagging: () => false },
    searchBudget: 500,
    changes: {
      cacheAgreement: () => unshared,
      confirmInvalidation: async () => {},
      committed: () => {},
      catchUp: async () => {},
    },
    kinds,
  });
};

/** Every route, available before a service starts, so that tests can be generated from them. */
export const allRoutes = unconnectedContainer().get(ids.Http).routes;
