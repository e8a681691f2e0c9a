import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { MemoryCache } from '../../src/adapters/memory/memory-cache.js';
import type { Log } from '../../src/core/shared/log.js';
import { redisUrl } from '../support/servers/servers.js';
import {
  type AgreedCache,
  agreed,
  bytes,
  fill,
  found,
  hit,
  leaseOf,
  patient,
} from './contracts/agreed-cache.js';
import { cacheContract } from './contracts/cache.js';
import { connectedCache, eventually } from './contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from './contracts/tcp-proxy.js';

describe('caches', () => {
  const memory = agreed(new MemoryCache(300));
  cacheContract('memory', () => memory);

  describe('in Redis', () => {
    const namespace = randomUUID();
    const open: { close(): void }[] = [];
    let redis: Redis;
    const connected = async (...[url, space, ...rest]: Parameters<typeof connectedCache>) => {
      const cache = await connectedCache(url, space, ...rest);
      open.push(cache);
      return cache;
    };
    const steady = async (...options: Parameters<typeof connected>) => patient(await connected(...options));
    let cache: AgreedCache;
    let elsewhere: AgreedCache;
    before(async () => {
      redis = new Redis(await redisUrl());
      cache = await steady(await redisUrl(), namespace);
      elsewhere = await steady(await redisUrl(), namespace);
    });
    after(() => {
      redis?.disconnect();
      for (const each of open) each.close();
    });
    cacheContract('Redis', () => cache);
    const keysOf = (space: string) => redis.keys(`${space}:*`);

    it('two caches: of one namespace: share values and invalidations', async () => {
      for (const [one, other] of [
        [cache, elsewhere],
        [elsewhere, cache],
      ] as const) {
        await one.invalidate(['two']);
        await fill(one, 'shared', ['two'], 'value');
        expect(await found(other.lookUp('shared', ['two']))).to.deep.equal(hit('value'));
        const overtaken = leaseOf(await one.lookUp('slow', ['two']));
        await other.invalidate(['two']);
        expect((await one.lookUp('shared', ['two'])).outcome).to.equal('miss');
        await one.store('slow', overtaken, bytes('old'));
        expect((await other.lookUp('slow', ['two'])).outcome).to.equal('miss');
      }
    });

    it('two caches: of two namespaces: share nothing', async () => {
      const stranger = await steady(await redisUrl(), randomUUID());
      await fill(cache, 'mine', ['mine'], 'value');
      expect((await stranger.lookUp('mine', ['mine'])).outcome).to.equal('miss');
      await stranger.invalidate(['mine']);
      expect((await cache.lookUp('mine', ['mine'])).outcome).to.equal('hit');
    });

    it('keys in Redis: expire, values before their generations', async () => {
      const [space, ttl] = [randomUUID(), 700];
      const shortLived = await steady(await redisUrl(), space, undefined, ttl);
      await fill(shortLived, 'key', ['generation'], 'value');
      const keys = await keysOf(space);
      const left = Object.fromEntries(
        await Promise.all(keys.map(async (key) => [key.includes('value'), await redis.pttl(key)] as const)),
      ) as Record<'true' | 'false', number>;
      expect(keys).to.have.length(2);
      expect(left.true).to.be.within(1, ttl * 1100);
      expect(left.false).to.be.within(left.true, 2 * ttl * 1000);
    });

    it('keys in Redis: have the epoch in the key of a value; the keys of generations are those of the last release', async () => {
      const space = randomUUID();
      await fill(await steady(await redisUrl(), space), 'key', ['generation'], 'value');
      const runId = /run_id:(\w+)/.exec(await redis.info('server'))?.[1];
      const names = [`${space}:epoch:value:key`, `${space}:${runId}:generation:generation`];
      expect(await keysOf(space)).to.have.members(names);
    });

    it('a generation or a value: after its eviction: is a miss, and is then stored again', async () => {
      for (const lost of ['generation', 'value']) {
        const space = randomUUID();
        const evicted = await steady(await redisUrl(), space);
        await fill(evicted, 'key', ['generation'], 'value');
        const names = (await keysOf(space)).filter((key) => key.includes(`:${lost}:`));
        expect(await redis.del(names)).to.equal(1);
        expect((await evicted.lookUp('key', ['generation'])).outcome).to.equal('miss');
        await fill(evicted, 'key', ['generation'], 'new');
        expect(await found(evicted.lookUp('key', ['generation']))).to.deep.equal(hit('new'));
      }
    });

    describe('when the connection breaks', () => {
      let proxy: TcpProxy;
      let broken: AgreedCache;
      let calm: AgreedCache;
      const lines: string[] = [];
      const levels = () => lines.map((line) => line.split(' ', 1)[0]).join(' ');
      const note = (level: string) => (message: string) => lines.push(`${level} ${message}`);
      const log: Log = { error: note('error'), warn: note('warn'), info: note('info') };
      before(async () => {
        proxy = await startTcpProxy(await redisUrl());
        broken = await connected(proxy.url, namespace, log);
        calm = patient(broken);
      });
      after(() => proxy?.stop());
      const recovers = () => eventually(() => broken.available(), 'the cache came back');

      for (const fault of ['cut', 'freeze'] as const) {
        it(`${fault}: any request: bypasses Redis, logs each transition once, and uses it again afterwards`, async () => {
          await fill(calm, fault, [fault], 'value');
          lines.length = 0;
          const lease = leaseOf(await calm.lookUp('another', [fault]));
          await proxy[fault]();
          expect(await broken.lookUp(fault, [fault])).to.deep.equal({ outcome: 'bypass' });
          expect(await broken.store('another', lease, bytes('value'))).to.equal(undefined);
          expect(await broken.available()).to.equal(false);
          const outcome = await broken.invalidate([fault]).then(
            () => 'invalidated',
            () => 'failed',
          );
          expect(outcome).to.equal('failed');
          for (let i = 0; i < 20; i += 1) await broken.lookUp('key', ['key']);
          await eventually(() => lines.length > 0, 'the loss was logged');
          await proxy.heal();
          await recovers();
          // One line for each loss and return; a busy machine may add some.
          expect(levels()).to.match(/^(warn info ?)+$/);
          await calm.invalidate([fault]);
          expect((await calm.lookUp(fault, [fault])).outcome).to.equal('miss');
        });
      }

      it('frozen, with many reads: reads wait less than other commands, and each transition is logged once', async () => {
        lines.length = 0;
        proxy.freeze();
        const order: string[] = [];
        const note = (what: string) => () => order.push(what);
        await Promise.all([
          broken
            .available()
            .then(() => turn())
            .then(note('ping')),
          ...Array.from({ length: 20 }, () => broken.lookUp('key', ['key']).then(note('look'))),
        ]);
        expect(order.at(-1)).to.equal('ping');
        for (let i = 0; i < 20; i += 1)
          expect(await broken.lookUp('key', ['key'])).to.deep.equal({ outcome: 'bypass' });
        await proxy.heal();
        await recovers();
        expect(levels()).to.match(/^(warn info ?)+$/);
      });

      it('unreachable from the start: bypasses Redis, and is logged', async () => {
        await proxy.cut();
        lines.length = 0;
        const { RedisCache } = await import('../../src/adapters/redis/redis-cache.js');
        const { port } = new URL(proxy.url);
        const connection = new RedisCache(
          { host: '127.0.0.1', port: Number(port), db: 0, tls: false },
          { namespace, ttl: 300 },
          log,
        );
        open.push(connection);
        const late = agreed(connection);
        expect(await late.lookUp('key', ['key'])).to.deep.equal({ outcome: 'bypass' });
        await eventually(() => lines.some((line) => line.startsWith('warn')), 'it was logged');
        await proxy.heal();
        await eventually(() => late.available(), 'it connected');
        expect(lines.filter((line) => line.startsWith('info'))).not.to.deep.equal([]);
      });
    });
  });
});
