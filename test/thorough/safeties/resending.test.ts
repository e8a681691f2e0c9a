import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type SwitchedOff, safeties } from '../../../scripts/history/safeties.js';
import { RedisCache } from '../../../src/adapters/redis/redis-cache.js';
import {
  type AgreedCache,
  agreed,
  bytes,
  leaseOf,
  patient,
} from '../../integration/contracts/agreed-cache.js';
import { eventually, redisSettings } from '../../integration/contracts/fixtures.js';
import { startTcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { redisUrl } from '../../support/servers/servers.js';
import { silentLog } from '../../support/silent-log.js';

type Connected = AgreedCache & { close(): void };

/**
 * A lookup arrives, and its reply is lost. Another reader gets the generation that it created, and a write removes that.
 * Then the first connection breaks. If the lookup is sent again, the generation is back, and with it the old state.
 */
const course = async ({ overrides }: SwitchedOff): Promise<string> => {
  const proxy = await startTcpProxy(await redisUrl());
  const options = { namespace: randomUUID(), ttl: 300 };
  const redisOptions = overrides?.().redisOptions;
  const [far, near] = [proxy.url, await redisUrl()].map((url) => {
    const cache = new RedisCache({ ...redisSettings(url), redisOptions }, options, silentLog);
    return { ...agreed(cache), close: () => cache.close() };
  }) as [Connected, Connected];
  try {
    for (const cache of [far, near]) await eventually(() => cache.available(), 'Redis was reachable');
    proxy.hold();
    expect(await far.lookUp('key', ['key'])).to.deep.equal({ outcome: 'bypass' });
    const calm = patient(near);
    const lease = leaseOf(await calm.lookUp('key', ['key']));
    await calm.invalidate(['key']);
    await proxy.cut();
    await proxy.heal();
    await eventually(() => far.available(), 'it had connected again');
    await sleep(100);
    await calm.store('key', lease, bytes('old'));
    return (await calm.lookUp('key', ['key'])).outcome;
  } finally {
    far.close();
    near.close();
    await proxy.stop();
  }
};

describe('the safeties of the cache, each with and without it:', () => {
  it('a command whose reply is lost: is not sent again, and restores no generation', async () => {
    expect(await course({})).to.equal('miss');
    const outcomes = new Set<string>();
    for (let i = 0; i < 10 && !outcomes.has('hit'); i += 1)
      outcomes.add(await course(safeties['no resending']));
    expect([...outcomes]).to.include('hit');
  });
});
