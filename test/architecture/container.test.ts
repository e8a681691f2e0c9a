import { expect } from 'chai';
import knex from 'knex';
import type { Keys } from '../../src/adapters/crypto/signing-keys.js';
import { MemoryCache } from '../../src/adapters/memory/memory-cache.js';
import { MemoryLimiter } from '../../src/adapters/memory/memory-limiter.js';
import { createContainer } from '../../src/composition/container.js';
import { ids } from '../../src/composition/service-ids.js';
import { readSettings } from '../../src/composition/settings.js';
import { Revocations } from '../../src/core/identity/revocations.js';
import { unshared } from '../../src/core/shared/cache.js';

describe('the container', () => {
  const nothing = () => {};
  const clock = { now: () => new Date() };
  const container = createContainer({
    settings: readSettings({ DB_URL: 'postgresql://nobody@127.0.0.1:1/nothing' }),
    lifecycle: { isStopping: false },
    log: { error: nothing, warn: nothing, info: nothing },
    keys: { signing: { kid: 'key', algorithm: 'RS256', jwk: {} }, verifying: [] as unknown } as Keys,
    database: knex({ client: 'pg' }),
    installation: '00000000-0000-4000-8000-000000000000',
    cursorSecret: new Uint8Array(32),
    cache: new MemoryCache(60),
    limiter: new MemoryLimiter(),
    clock,
    revocations: new Revocations(clock, 960),
    freshness: { isBlind: () => false },
    searchBudget: 500,
    changes: {
      cacheAgreement: () => unshared,
      forget: async () => {},
      committed: () => {},
      catchUp: async () => {},
    },
  });

  for (const [name, id] of Object.entries(ids)) {
    it(`asked for ${name}: has it, once`, () => {
      const service = container.get<unknown>(id as never);
      expect(service).to.not.equal(undefined);
      expect(container.get<unknown>(id as never)).to.equal(service);
    });
  }
});
