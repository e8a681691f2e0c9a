import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { RedisCache } from '../../src/adapters/redis/redis-cache.js';
import type { CacheAgreement } from '../../src/core/shared/cache.js';
import { type LogLine, remembering } from '../support/remembering-log.js';
import { redisUrl } from '../support/servers/servers.js';
import { bytes, leaseOf } from './contracts/agreed-cache.js';
import { eventually, redisSettings } from './contracts/fixtures.js';
import { startTcpProxy, type TcpProxy } from './contracts/tcp-proxy.js';

/** Renames both fields in a reply to INFO, so that it reports no ids, as some proxies do. */
const withoutIds = (reply: Buffer) =>
  Buffer.from(
    reply.toString('latin1').replace(/run_id:|master_replid:/g, (name) => name.replace(/./, 'x')),
    'latin1',
  );

describe('a Redis that reports no run_id and master_replid', () => {
  let proxy: TcpProxy;
  const lines: LogLine[] = [];
  const caches: RedisCache[] = [];
  before(async () => {
    proxy = await startTcpProxy(await redisUrl(), withoutIds);
  });
  afterEach(() => {
    for (const cache of caches.splice(0)) cache.close();
    lines.length = 0;
  });
  after(() => proxy?.stop());

  const open = (namespace: string) => {
    const cache = new RedisCache(redisSettings(proxy.url), { namespace, ttl: 60 }, remembering(lines));
    caches.push(cache);
    return cache;
  };
  /** Waits until the cache proposes its server, and returns the agreement on it. */
  const agreeOn = async (cache: RedisCache): Promise<CacheAgreement> => {
    const epoch = randomUUID();
    let server: string | undefined;
    await eventually(async () => {
      server = await cache.invalidate({ server: null, epoch }, []).catch(() => undefined);
      return server !== undefined;
    }, 'the cache proposed its server');
    return { server: server as string, epoch };
  };
  const fill = async (cache: RedisCache, agreement: CacheAgreement) =>
    cache.store(agreement, 'key', leaseOf(await cache.lookUp(agreement, 'key', ['key'])), bytes('value'));
  const look = async (cache: RedisCache, agreement: CacheAgreement) =>
    (await cache.lookUp(agreement, 'key', ['key'])).outcome;

  it('one instance: uses it', async () => {
    const cache = open(randomUUID());
    const agreement = await agreeOn(cache);
    await fill(cache, agreement);
    expect(await look(cache, agreement)).to.equal('hit');
  });

  it('a second instance: bypasses it while the server of the first one is agreed', async () => {
    const namespace = randomUUID();
    const [first, second] = [open(namespace), open(namespace)];
    const agreement = await agreeOn(first);
    await fill(first, agreement);
    await agreeOn(second);
    expect(await look(second, agreement)).to.equal('bypass');
  });

  it('a new connection: starts with an empty cache, and the log has one warning for all connections', async () => {
    const cache = open(randomUUID());
    const before = await agreeOn(cache);
    await fill(cache, before);
    proxy.drop();
    const { server } = await agreeOn(cache);
    expect(server).not.to.equal(before.server);
    // Under the same epoch: only the id of the connection differs.
    expect(await look(cache, { ...before, server })).to.equal('miss');
    expect(lines.filter(({ message }) => message.includes('run_id'))).to.have.length(1);
  });
});
