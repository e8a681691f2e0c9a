import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { RedisCache } from '../../../src/adapters/redis/redis-cache.js';
import { redisUrl } from '../../support/servers/servers.js';
import { silentLog } from '../../support/silent-log.js';
import { bytes, ticketOf } from '../contracts/cache.js';
import { eventually, redisSettings } from '../contracts/fixtures.js';
import { startTcpProxy } from '../contracts/tcp-proxy.js';
import { mutant, original, type SourceTree } from './mutant.js';

/**
 * A look arrives, and its answer does not. Another reader gets the generation that it made, and a write removes that.
 * Then the first one's connection breaks: if the look is sent again, the generation is back, and with it the old state.
 */
const course = async (tree: SourceTree): Promise<string> => {
  const { RedisCache: Cache } = await tree.module<{ RedisCache: typeof RedisCache }>(
    'adapters/redis/redis-cache.js',
  );
  const proxy = await startTcpProxy(await redisUrl());
  const options = { namespace: randomUUID(), ttl: 300 };
  const [far, near] = [proxy.url, await redisUrl()].map(
    (url) => new Cache(redisSettings(url), options, silentLog),
  ) as [RedisCache, RedisCache];
  try {
    for (const cache of [far, near]) await eventually(() => cache.available(), 'Redis was reachable');
    proxy.hold();
    expect(await far.look('key', ['key'])).to.deep.equal({ outcome: 'bypass' });
    const ticket = ticketOf(await near.look('key', ['key']));
    await near.invalidate(['key']);
    await proxy.cut();
    await proxy.heal();
    await eventually(() => far.available(), 'it had connected again');
    await sleep(100);
    await near.keep('key', ticket, bytes('old'));
    return (await near.look('key', ['key'])).outcome;
  } finally {
    far.close();
    near.close();
    await proxy.stop();
    tree.remove();
  }
};

describe('the safeties of the cache, each tried and then switched off:', () => {
  it('a command whose answer is lost: is not sent again, and brings no generation back', async () => {
    expect(await course(original)).to.equal('miss');
    const resending = mutant({
      file: 'adapters/redis/redis-cache.ts',
      from: 'autoResendUnfulfilledCommands: false,\n      maxRetriesPerRequest: 0,',
      to: 'autoResendUnfulfilledCommands: true,\n      maxRetriesPerRequest: null,',
    });
    expect(await course(resending)).to.equal('hit');
  });
});
