import { expect } from 'chai';
import knex from 'knex';
import type { SigningKey } from '../../src/adapters/crypto/signing-keys.js';
import { MemoryCache } from '../../src/adapters/memory/memory-cache.js';
import { createContainer } from '../../src/composition/container.js';
import { ids } from '../../src/composition/service-ids.js';
import { readSettings } from '../../src/composition/settings.js';

describe('the container', () => {
  const nothing = () => {};
  const container = createContainer({
    settings: readSettings({ DB_URL: 'postgresql://nobody@127.0.0.1:1/nothing' }),
    log: { error: nothing, warn: nothing, info: nothing },
    signingKey: { kid: 'key', algorithm: 'RS256', jwk: {} } as SigningKey,
    database: knex({ client: 'pg' }),
    cache: new MemoryCache(60),
    clock: { now: () => new Date() },
  });

  for (const [name, id] of Object.entries(ids)) {
    it(`asked for ${name}: has it, once`, () => {
      const service = container.get<unknown>(id as never);
      expect(service).to.not.equal(undefined);
      expect(container.get<unknown>(id as never)).to.equal(service);
    });
  }
});
