import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import {
  type RestartableRedis,
  startRestartableRedis,
} from '../../integration/contracts/restartable-redis.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { TestService } from '../../support/service.js';
import { kindsWithConcerts } from '../../support/toy-kind.js';

describe('two instances whose Redis fails', () => {
  let redis: RestartableRedis;
  let here: TestService;
  let there: TestService;
  let token: string;
  let id: number;
  let written = 0;
  before(async () => {
    redis = await startRestartableRedis();
    const env = { REDIS__HOST: '127.0.0.1', REDIS__PORT: new URL(redis.url).port, REDIS__DB: '0' };
    here = await TestService.start(env);
    // Another version of the service: its responses may differ.
    there = await TestService.start(env, { databaseUrl: here.databaseUrl, kinds: kindsWithConcerts });
    token = await here.tokenAs('moderator');
    await reachable();
    id = (await here.movie()).id;
  });
  after(async () => {
    await there?.stop();
    await here?.stop();
    await redis?.stop();
  });
  afterEach(() => expectNoOpenTransaction(here.databaseUrl));

  const reachable = async () => {
    for (const { service } of [here, there])
      await eventually(
        () => service.container.get(ids.Infrastructure).cache.available(),
        'Redis was reachable',
      );
  };
  const read = (service: TestService) => service.call('GET', `/api/v1/movies/${id}`);
  const from = async (service: TestService) => (await read(service)).headers.get('x-cache');
  /** Like `from`, but repeats the read while Redis times out, as it may on a busy machine. */
  const useOfCache = async (service: TestService) => {
    let outcome = await from(service);
    for (let i = 0; i < 400 && outcome === 'bypass'; i += 1) {
      await sleep(25);
      outcome = await from(service);
    }
    return outcome;
  };
  const write = async (service: TestService) => {
    written += 1;
    const body = { title: `Title ${written}` };
    expect((await service.call('PATCH', `/api/v1/movies/${id}`, { token, body })).status).to.equal(200);
  };
  const warm = async () => {
    // Each instance invalidates what the change feed reports, which may be a quarter of a second later.
    for (const { service } of [here, there]) await service.container.get(ids.ReadCache).waitForInvalidation();
    for (const service of [here, there])
      await eventually(async () => (await from(service)) === 'hit', 'it was cached');
  };
  /** Writes on one instance, and reads on both. */
  const expectNoStaleRead = async () => {
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      await read(one);
      await read(other);
      await write(one);
      for (const service of [other, one])
        expect((await read(service)).body.title).to.equal(`Title ${written}`);
    }
  };

  it('two versions side by side: each caches its own responses, and either invalidates for both', async () => {
    await write(here);
    expect(await useOfCache(here)).to.equal('miss');
    expect(await useOfCache(there)).to.equal('miss');
    await warm();
    await expectNoStaleRead();
  });

  it('Redis is emptied: the next reads miss, and then values are cached again', async () => {
    await warm();
    await redis.command('FLUSHALL');
    expect([await useOfCache(here), await useOfCache(there)]).to.deep.equal(['miss', 'miss']);
    await warm();
    await expectNoStaleRead();
  });

  it('Redis is full with noeviction: cached values are read and invalidated, and none are added', async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    try {
      await eventually(async () => {
        await redis.command('CONFIG', 'SET', 'maxmemory', '0');
        await warm();
        await redis.command('CONFIG', 'SET', 'maxmemory', '1');
        return (await useOfCache(here)) === 'hit';
      }, 'a cached value was read');
      await expectNoStaleRead();
      expect([await from(here), await from(there)]).to.deep.equal(['bypass', 'bypass']);
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    }
    await warm();
  });

  it('Redis is full with allkeys eviction: no read is stale', async () => {
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-random');
    await redis.command('CONFIG', 'SET', 'maxmemory', '2mb');
    try {
      for (let round = 0; round < 10; round += 1) {
        for (let i = 0; i < 10; i += 1) {
          const filler = 'x'.repeat(100_000);
          await redis.command('SET', `filler ${round} ${i}`, filler).catch(() => {});
        }
        await expectNoStaleRead();
      }
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
      await redis.command('FLUSHALL');
    }
    await warm();
  });

  it('Redis restarts from an old snapshot: no read returns an old value, and new values are cached', async () => {
    await warm();
    const snapshot = await redis.snapshot();
    await expectNoStaleRead();
    await redis.kill();
    await redis.start(snapshot);
    await reachable();
    expect((await read(here)).body.title).to.equal(`Title ${written}`);
    await warm();
    await expectNoStaleRead();
  });

  it('Redis is paused: fifty concurrent writes are acknowledged, and no read is stale', async () => {
    await warm();
    redis.signal('SIGSTOP');
    try {
      const others = await Promise.all(Array.from({ length: 49 }, () => here.movie()));
      await write(here);
      for (const service of [here, there]) {
        expect((await read(service)).body.title).to.equal(`Title ${written}`);
        expect((await service.call('GET', `/api/v1/movies/${others[7].id}`)).status).to.equal(200);
        expect(await from(service)).to.equal('bypass');
      }
    } finally {
      redis.signal('SIGCONT');
    }
    await reachable();
    await warm();
    await expectNoStaleRead();
  });
});
