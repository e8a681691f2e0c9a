import { expect } from 'chai';
import { ids } from '../../../src/composition/service-ids.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { startRedisPair } from '../../integration/contracts/redis-pair.js';
import { startTcpProxy, type TcpProxy } from '../../integration/contracts/tcp-proxy.js';
import { expectNoOpenTransaction } from '../../support/open-transactions.js';
import { redisUrl } from '../../support/servers/servers.js';
import { TestService } from '../../support/service.js';

const redisAt = (url: string) => ({
  REDIS__HOST: new URL(url).hostname,
  REDIS__PORT: new URL(url).port,
  REDIS__DB: '0',
});
const aboutRedis = (service: TestService) =>
  service.log
    .filter(({ message }) => /reads (are cached|go to the database)/.test(message))
    .map(({ level }) => level);
const health = async (service: TestService) => {
  const { status, body } = await service.call('GET', '/health/ready');
  return [status, body.status, body.checks.cache];
};
const connected = (service: TestService) =>
  eventually(
    () => service.service.container.get(ids.Infrastructure).cache.available(),
    'Redis was reachable',
  );

/** Reads of a cached item, of an uncached one, and of a resource that is never cached. */
const expectReads = async (service: TestService, cached: number) => {
  const { id } = await service.movie();
  for (const path of [`/movies/${cached}`, `/movies/${id}`, `/movies/${id}`, '/movies', '/genres']) {
    expect([path, (await service.call('GET', `/api/v1${path}`)).status]).to.deep.equal([path, 200]);
  }
};

describe('a service whose Redis fails', () => {
  describe('by a network fault', () => {
    let proxy: TcpProxy;
    let cutOff: TestService;
    let other: TestService;
    let token: string;
    before(async () => {
      proxy = await startTcpProxy(await redisUrl());
      cutOff = await TestService.start(redisAt(proxy.url));
      other = await TestService.start({}, { databaseUrl: cutOff.databaseUrl });
      await Promise.all([cutOff, other].map(connected));
      token = await cutOff.tokenAs('moderator');
    });
    after(async () => {
      await other?.stop();
      await cutOff?.stop();
      await proxy?.stop();
    });
    afterEach(async () => {
      await proxy.heal();
      await connected(cutOff);
      await expectNoOpenTransaction(cutOff.databaseUrl);
    });

    it('reads: while Redis is unreachable: go to the database, health is degraded, and the log has one line for each transition', async () => {
      const before = aboutRedis(cutOff).length;
      for (const fault of ['cut', 'freeze'] as const) {
        const { id } = await cutOff.movie();
        await cutOff.call('GET', `/api/v1/movies/${id}`);
        await eventually(async () => `${await health(cutOff)}` === '200,ready,up', 'it was ready');
        await proxy[fault]();
        await expectReads(cutOff, id);
        expect(await health(cutOff)).to.deep.equal([200, 'degraded', 'down']);
        await proxy.heal();
        await connected(cutOff);
        await eventually(async () => `${await health(cutOff)}` === '200,ready,up', 'it was ready');
      }
      expect(aboutRedis(cutOff).slice(before).join()).to.match(/^warn,info(,warn,info)*$/);
      expect(cutOff.log.filter(({ level }) => level === 'error')).to.deep.equal([]);
    });

    for (const fault of ['cut', 'freeze'] as const) {
      it(`writes: while Redis is unreachable (${fault}): succeed, and no instance reads stale data`, async () => {
        const { id } = await cutOff.movie();
        const path = `/api/v1/movies/${id}`;
        for (const service of [cutOff, other]) await service.call('GET', path);
        await proxy[fault]();
        for (const [method, body] of [
          ['PATCH', { title: 'Changed' }],
          ['PUT', { title: 'Replaced' }],
          ['DELETE', undefined],
        ] as const) {
          const { status } = await cutOff.call(method, path, { token, ...(body && { body }) });
          expect([method, status]).to.deep.equal([method, body ? 200 : 204]);
          for (const service of [cutOff, other]) {
            const read = await service.call('GET', path);
            expect(read.body.title).to.equal(body ? body.title : 'Not found');
          }
        }
        expect(
          (await cutOff.call('POST', '/api/v1/movies', { token, body: { title: 'New' } })).status,
        ).to.equal(201);
      });
    }
  });

  it('a service whose Redis is a replica: until its promotion: logs it once, and serves without it', async () => {
    const pair = await startRedisPair();
    await pair.copy(pair.r, pair.p);
    const service = await TestService.start(redisAt(pair.r.url));
    const { id } = await service.movie();
    await expectReads(service, id);
    const reason = 'this Redis is a replica, which rejects writes';
    await eventually(async () => {
      const { status, checks } = (await service.call('GET', '/health/ready')).body;
      return status === 'degraded' && checks.cacheReason === reason && checks.limitsReason === reason;
    }, 'health had the reason');
    await pair.promote(pair.r);
    await connected(service);
    await eventually(async () => `${await health(service)}` === '200,ready,up', 'it was ready');
    expect(aboutRedis(service)).to.deep.equal(['warn', 'info']);
    const { checks } = (await service.call('GET', '/health/ready')).body;
    expect(checks).to.deep.equal({ database: 'up', cache: 'up', limits: 'up', migrations: 'up' });
    await service.stop();
    await pair.stop();
  });

  it('a service started without Redis: serves without it until it can connect', async () => {
    const proxy = await startTcpProxy(await redisUrl());
    await proxy.cut();
    const service = await TestService.start(redisAt(proxy.url));
    const { id } = await service.movie();
    await expectReads(service, id);
    expect(await health(service)).to.deep.equal([200, 'degraded', 'down']);
    await proxy.heal();
    await connected(service);
    await eventually(async () => `${await health(service)}` === '200,ready,up', 'it was ready');
    expect(aboutRedis(service).join()).to.match(/^warn,info(,warn,info)*$/);
    await service.stop();
    await proxy.stop();
  });
});
