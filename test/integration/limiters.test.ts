import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { MemoryLimiter } from '../../src/adapters/memory/memory-limiter.js';
import { RedisLimiter } from '../../src/adapters/redis/redis-limiter.js';
import { redisUrl } from '../support/servers/servers.js';
import { silentLog } from '../support/silent-log.js';
import { connectedCache, eventually, redisSettings } from './contracts/fixtures.js';
import { aLimit, limiterContract, takes, through } from './contracts/limiter.js';
import { startTcpProxy, type TcpProxy } from './contracts/tcp-proxy.js';

describe('limiters', () => {
  const memory = new MemoryLimiter();
  limiterContract('memory', () => memory);

  it('limiter: memory: filled by many keys of one limit: still counts for another', async () => {
    const [login, search] = [aLimit({ max: 1 }), aLimit()];
    await memory.take(login, 'key');
    for (let i = 0; i < 100_001; i += 1) await memory.take(search, `${i}`);
    expect(await memory.take(login, 'key')).to.be.greaterThan(0);
  });

  describe('in Redis', () => {
    const namespace = randomUUID();
    const opened: RedisLimiter[] = [];
    let redis: Redis;
    const connected = async (url: string, space = namespace) => {
      const limiter = new RedisLimiter(redisSettings(url), new MemoryLimiter(), space, silentLog);
      opened.push(limiter);
      await eventually(() => limiter.isConnected, 'Redis was reachable');
      return limiter;
    };
    let one: RedisLimiter | undefined;
    before(async () => {
      redis = new Redis(await redisUrl());
      one = await connected(await redisUrl());
    });
    after(() => {
      redis?.disconnect();
      for (const limiter of opened) limiter.close();
    });
    const first = () => one as RedisLimiter;
    limiterContract('Redis', first);

    it('two instances: at once: allow together as many as the limit', async () => {
      for (let tries = 0; ; tries += 1) {
        const [one, two] = [await connected(await redisUrl()), await connected(await redisUrl())];
        const limit = aLimit({ max: 9 });
        const began = performance.now();
        const waits = await Promise.all([takes(one, limit, 'key', 20), takes(two, limit, 'key', 20)]);
        await two.giveBack(limit, 'key');
        // Each also counts its own calls: the one that has given a call back can take it again.
        const again = await takes(two, limit, 'key', 5);
        // If this took long, Redis may have timed out, and then each counts alone.
        if (performance.now() - began > 40 && tries < 100) continue;
        expect([through(waits.flat()), through(again)]).to.deep.equal([9, 1]);
        return;
      }
    });

    it('two databases: on one Redis: are counted separately', async () => {
      const limit = aLimit({ max: 1 });
      const stranger = await connected(await redisUrl(), randomUUID());
      expect([await first().take(limit, 'key'), await stranger.take(limit, 'key')]).to.deep.equal([0, 0]);
    });

    it('ASVS 14.2.2, what Redis stores: names no account or address, and expires with its window', async () => {
      const [limit, space] = [aLimit({ seconds: 60 }), randomUUID()];
      await (await connected(await redisUrl(), space)).take(limit, 'ada@example.com 192.0.2.1');
      await eventually(async () => (await redis.keys(`${space}:limit:*`)).length > 0, 'it was counted');
      const [key = '', ...others] = await redis.keys(`${space}:limit:*`);
      expect(others).to.deep.equal([]);
      expect(key).to.not.match(/ada|192/);
      expect(await redis.pttl(key)).to.be.within(1, 60_000);
    });

    it('a window: with further calls: ends at the same time', async () => {
      const [limit, space] = [aLimit(), randomUUID()];
      const limiter = await connected(await redisUrl(), space);
      await limiter.take(limit, 'key');
      await eventually(async () => (await redis.keys(`${space}:limit:*`)).length > 0, 'it was counted');
      const [key = ''] = await redis.keys(`${space}:limit:*`);
      await redis.pexpire(key, 60_000);
      await limiter.take(limit, 'key');
      await eventually(async () => (await redis.get(key)) === '2', 'it was counted again');
      expect(await redis.pttl(key)).to.be.within(1, 60_000);
    });

    it('emptied: an instance keeps its own counts', async () => {
      const [limit, space] = [aLimit(), randomUUID()];
      const limiter = await connected(await redisUrl(), space);
      await takes(limiter, limit, 'key', 3);
      await eventually(async () => (await redis.keys(`${space}:limit:*`)).length > 0, 'it was counted');
      await redis.del(await redis.keys(`${space}:limit:*`));
      expect(await limiter.take(limit, 'key')).to.be.greaterThan(0);
    });

    describe('when the connection breaks', () => {
      let proxy: TcpProxy;
      before(async () => {
        proxy = await startTcpProxy(await redisUrl());
      });
      after(() => proxy?.stop());

      for (const fault of ['cut', 'freeze'] as const) {
        it(`${fault}: an instance continues with its own counts, and with the shared ones afterwards`, async () => {
          const limit = aLimit({ max: 5 });
          const limiter = await connected(proxy.url);
          await takes(limiter, limit, 'key', 2);
          await proxy[fault]();
          expect(through(await takes(limiter, limit, 'key', 20))).to.equal(3);
          await limiter.giveBack(limit, 'key');
          expect(through(await takes(limiter, limit, 'key', 20))).to.equal(1);
          await proxy.heal();
          const shared = aLimit({ max: 1, seconds: 1 });
          await eventually(async () => {
            const key = randomUUID();
            await limiter.take(shared, key);
            return (await first().take(shared, key)) > 0;
          }, 'it counted in Redis');
        });
      }

      it('slow: a call counted after the timeout, and given back: does not count', async () => {
        const [limit, space] = [aLimit({ max: 9 }), randomUUID()];
        const limiter = await connected(proxy.url, space);
        proxy.slow(100);
        expect(through(await takes(limiter, limit, 'key', 9))).to.equal(9);
        for (let i = 0; i < 9; i += 1) await limiter.giveBack(limit, 'key');
        const isNothing = async () => {
          const [window] = await redis.keys(`${space}:limit:*`);
          return window !== undefined && (await redis.get(window)) === '0';
        };
        await eventually(isNothing, 'nothing was counted');
        await proxy.heal();
      });

      it('frozen: with many calls: none waits as long as other commands do', async () => {
        const limiter = await connected(proxy.url);
        const cache = await connectedCache(proxy.url, namespace);
        proxy.freeze();
        const order: string[] = [];
        await Promise.all([
          cache.available().then(() => order.push('ping')),
          ...(await takes(limiter, aLimit({ max: 1000 }), 'key', 200)).map(() => order.push('take')),
        ]);
        expect(order.at(-1)).to.equal('ping');
        cache.close();
        await proxy.heal();
      });

      it('Redis unreachable from the start: the instance counts on its own', async () => {
        await proxy.cut();
        const alone = new RedisLimiter(redisSettings(proxy.url), new MemoryLimiter(), namespace, silentLog);
        opened.push(alone);
        expect(through(await takes(alone, aLimit(), 'key', 9))).to.equal(3);
        await proxy.heal();
      });
    });
  });
});
