import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Build, buildSources, copyBuild } from '../../../scripts/history/builds.js';
import { mutants } from '../../../scripts/history/mutants.js';
import type { RedisCache } from '../../../src/adapters/redis/redis-cache.js';
import { redisUrl } from '../../support/servers/servers.js';
import { silentLog } from '../../support/silent-log.js';
import { isThorough } from '../../support/thorough.js';
import { type AgreedCache, agreed, bytes, patient, ticketOf } from '../contracts/cache.js';
import { eventually, redisSettings } from '../contracts/fixtures.js';
import { startTcpProxy } from '../contracts/tcp-proxy.js';

type Connected = AgreedCache & { close(): void };

/**
 * A look arrives, and its answer does not. Another reader gets the generation that it made, and a write removes that.
 * Then the first one's connection breaks: if the look is sent again, the generation is back, and with it the old state.
 */
const course = async ({ dist }: Build): Promise<string> => {
  const module: { RedisCache: typeof RedisCache } = await import(join(dist, 'adapters/redis/redis-cache.js'));
  const proxy = await startTcpProxy(await redisUrl());
  const options = { namespace: randomUUID(), ttl: 300 };
  const [far, near] = [proxy.url, await redisUrl()].map((url) => {
    const cache = new module.RedisCache(redisSettings(url), options, silentLog);
    return { ...agreed(cache), close: () => cache.close() };
  }) as [Connected, Connected];
  try {
    for (const cache of [far, near]) await eventually(() => cache.available(), 'Redis was reachable');
    proxy.hold();
    expect(await far.look('key', ['key'])).to.deep.equal({ outcome: 'bypass' });
    const calm = patient(near);
    const ticket = ticketOf(await calm.look('key', ['key']));
    await calm.invalidate(['key']);
    await proxy.cut();
    await proxy.heal();
    await eventually(() => far.available(), 'it had connected again');
    await sleep(100);
    await calm.keep('key', ticket, bytes('old'));
    return (await calm.look('key', ['key'])).outcome;
  } finally {
    far.close();
    near.close();
    await proxy.stop();
  }
};

describe('the safeties of the cache, each tried and then switched off:', () => {
  it('a command whose answer is lost: is not sent again, and brings no generation back', async () => {
    const build = buildSources();
    expect(await course(build)).to.equal('miss');
    if (isThorough) {
      const mutant = copyBuild(build.dist, mutants['no resending']);
      const shown = new Set<string>();
      for (let i = 0; i < 10 && !shown.has('hit'); i += 1) shown.add(await course(mutant));
      expect([...shown]).to.include('hit');
      mutant.remove();
    }
    build.remove();
  });
});
