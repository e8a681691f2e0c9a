import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { MemoryLimiter } from '../../src/adapters/memory/memory-limiter.js';
import { RedisCache } from '../../src/adapters/redis/redis-cache.js';
import { RedisLimiter } from '../../src/adapters/redis/redis-limiter.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import { type OwnServer, startOwnRedis } from '../support/servers/servers.js';
import { agreed } from './contracts/agreed-cache.js';
import { eventually, redisSettings } from './contracts/fixtures.js';
import { startRedisPair } from './contracts/redis-pair.js';
import { startSentinel } from './contracts/sentinel.js';

/** The permissions that docs/redis.md lists. */
const rights =
  '+eval +evalsha +info +ping +select +mget +set +expire +unlink +get +pttl +incr +pexpire +decr';

describe('a Redis that rejects commands', () => {
  let server: OwnServer;
  let admin: Redis;
  const namespace = randomUUID();
  const closing: (() => unknown)[] = [];
  before(async () => {
    server = await startOwnRedis();
    admin = new Redis(server.url);
  });
  after(async () => {
    admin?.disconnect();
    await server?.stop();
  });
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  const open = (url: string, user: { username?: string; password?: string } = {}) => {
    const lines: LogLine[] = [];
    const settings = { ...redisSettings(url), ...user };
    const cache = new RedisCache(settings, { namespace, ttl: 60 }, remembering(lines));
    const limiter = new RedisLimiter(settings, new MemoryLimiter(), namespace, remembering(lines));
    closing.push(
      () => cache.close(),
      () => limiter.close(),
    );
    const messages = (level: LogLine['level']) =>
      lines.filter((line) => line.level === level).map(({ message }) => message);
    return { cache, limiter, messages };
  };
  const userWith = async (...rules: string[]) => {
    const username = `user-${randomUUID()}`;
    await admin.call('ACL', 'SETUSER', username, 'on', '>password', ...rules);
    return { username, password: 'password' };
  };
  const connections = async () =>
    Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1]);

  const expectRefusal = async ({ cache, limiter, messages }: ReturnType<typeof open>, reason: string) => {
    await eventually(() => cache.trouble()?.endsWith(reason) ?? false, `the cache reported: ${reason}`);
    await eventually(() => limiter.trouble()?.endsWith(reason) ?? false, `the limiter reported: ${reason}`);
    expect(await cache.available()).to.equal(false);
    expect(await cache.lookUp({ server: null, epoch: 'epoch' }, 'key', ['key'])).to.deep.equal({
      outcome: 'bypass',
    });
    expect(await limiter.take({ name: 'any', max: 1, seconds: 60 }, randomUUID())).to.equal(0);
    expect(messages('info')).to.deep.equal([]);
    expect(
      messages('warn')
        .map((message) => message.replace(/: .*/, ''))
        .sort(),
    ).to.deep.equal([
      'each instance counts limits by itself',
      'reads go to the database, and each write takes a second and a half longer',
    ]);
  };

  it('for a user with the documented permissions: is used', async () => {
    const { cache, limiter, messages } = open(
      server.url,
      await userWith(`~${namespace}:*`, ...rights.split(' ')),
    );
    const used = agreed(cache);
    await eventually(() => used.available(), 'it was used');
    await eventually(() => limiter.isConnected, 'it counted');
    expect([cache.trouble(), limiter.trouble()]).to.deep.equal([undefined, undefined]);
    expect(messages('warn')).to.deep.equal([]);
  });

  for (const [what, rules, reason] of [
    ['INFO', ['~*', '+@all', '-info'], "no permission to run the 'info' command"],
    ['scripts', ['~*', '+@all', '-@scripting'], "no permission to run the 'eval' command"],
    ['EVAL', ['~*', '+@all', '-eval', '-evalsha'], "no permission to run the 'eval' command"],
    ['our keys', ['~other:*', '+@all'], 'no permission to access one of the keys used as arguments'],
  ] as const) {
    it(`a user without permission to ${what}: is reported once, and connects at most once a second`, async () => {
      const before = await connections();
      const began = performance.now();
      const opened = open(server.url, await userWith(...rules));
      await expectRefusal(opened, reason);
      await eventually(async () => (await connections()) >= before + 5, 'it connected again');
      // Two lines of the two clients, and then two per second.
      expect((await connections()) - before).to.be.at.most(4 + (2.5 * (performance.now() - began)) / 1_000);
      await expectRefusal(opened, reason);
    });
  }

  it('permissions that are removed: are reported at the next poll; when they are restored, Redis is used again', async () => {
    const user = await userWith('~*', '+@all');
    const { cache, limiter, messages } = open(server.url, user);
    const used = agreed(cache);
    await eventually(() => used.available(), 'it was used');
    await eventually(() => limiter.isConnected, 'it counted');
    await admin.call('ACL', 'SETUSER', user.username, '-unlink');
    const fails = () =>
      used.invalidate(['key']).then(
        () => false,
        () => true,
      );
    await eventually(fails, 'nothing was invalidated');
    await eventually(() => cache.trouble() !== undefined, 'it was reported');
    expect(cache.trouble()).to.match(/no permission for all commands of a script$/);
    await admin.call('ACL', 'SETUSER', user.username, '+unlink');
    await eventually(() => used.available(), 'it was used again');
    expect(messages('warn')).to.have.length(1);
    expect(messages('info').filter((message) => /cached/.test(message))).to.have.length(2);
  });

  it('a node of a cluster: is reported', async () => {
    const node = await startOwnRedis('--cluster-enabled', 'yes');
    closing.push(() => node.stop());
    await expectRefusal(open(node.url), 'this is a node of a Redis Cluster, which is not supported');
  });

  it('a replica, and a Sentinel: are reported; so is a master that becomes a replica, until it is a master again', async () => {
    const pair = await startRedisPair();
    await pair.copy(pair.r, pair.p);
    const sentinel = await startSentinel(pair.p.url);
    try {
      await expectRefusal(open(pair.r.url), 'this Redis is a replica, which rejects writes');
      await expectRefusal(
        open(sentinel.url),
        'this is a Sentinel: set REDIS__PORT to the port of the server',
      );
      const { cache, limiter, messages } = open(pair.p.url);
      const used = agreed(cache);
      await eventually(() => used.available(), 'it was used');
      await pair.promote(pair.r);
      await pair.copy(pair.p, pair.r);
      const take = () => limiter.take({ name: randomUUID(), max: 1, seconds: 60 }, 'key');
      await eventually(async () => {
        await Promise.all([take(), used.available()]);
        return cache.trouble() !== undefined && limiter.trouble() !== undefined;
      }, 'both were reported');
      await pair.promote(pair.p);
      await eventually(() => used.available(), 'it was used again');
      await eventually(() => limiter.isConnected, 'it counted again');
      expect(messages('warn')).to.have.length(2);
    } finally {
      await sentinel.stop();
      await pair.stop();
    }
  });
});
