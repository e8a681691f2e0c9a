import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { createTestDatabase } from '../../support/servers/databases.js';
import { redisUrl } from '../../support/servers/servers.js';
import { endLeftovers, listening, noKeys, runService } from './spawned.js';

describe('a start of the process:', () => {
  afterEach(endLeftovers);
  let databaseUrl = '';
  let drop: () => Promise<unknown>;
  before(async () => {
    ({ url: databaseUrl, drop } = await emptyDatabase());
  });
  after(() => drop());
  const environment = async (overrides: Record<string, string | undefined> = {}) =>
    testEnvironment(databaseUrl, await redisUrl(), { NODE_ENV: undefined, ...overrides });
  const ready = async (url: string) =>
    (await (await fetch(`${url}/health/ready`)).json()) as { status: string; checks: { migrations: string } };

  it('with DB_URL and REDIS__HOST: logs where it listens and that it caches in Redis; a second on its port exits with 1', async () => {
    const service = runService(await environment());
    const url = await listening(service);
    const line = service.log().find(({ message }) => message === 'listening');
    expect(line).to.include({ level: 'info', url, docs: `${url}/docs`, runsOn: 'Postgres, Redis' });
    await service.until(({ stdout }) => /Redis is reachable/.exec(stdout()) ?? undefined);
    const all = { status: 'ready', checks: { database: 'up', cache: 'up', limits: 'up', migrations: 'up' } };
    await eventually(async () => isDeepStrictEqual(await ready(url), all), 'it was ready');
    expect((await fetch(`${url}/docs`)).status).to.equal(200);
    expect(service.stderr()).to.equal('');
    const { port } = new URL(url);
    const second = runService(await environment({ PORT: port }));
    expect(await second.exit).to.equal(1);
    for (const part of ['EADDRINUSE', `PORT ${port}`, 'set PORT to a free port'])
      expect(second.stderr()).to.include(part);
  });

  it('with a Redis that is not there: starts degraded, and logs a warning', async () => {
    const service = runService(await environment({ REDIS__PORT: '1' }));
    const url = await listening(service);
    expect(await ready(url)).to.deep.include({ status: 'degraded' });
    expect((await fetch(`${url}/api/v1/authors`)).status).to.equal(200);
    const warned = await service.until(() =>
      service.log().find(({ level, message }) => level === 'warn' && String(message).includes('Redis')),
    );
    expect(warned.message).to.include('cannot be reached');
  });

  it('two at once on an empty database, without keys and Redis: create tables and keys, and cache in memory', async () => {
    const empty = await createTestDatabase();
    const services = [1, 2].map(() => runService({ PORT: '0', DB_URL: empty.url, ...noKeys }));
    const urls = await Promise.all(services.map(listening));
    for (const url of urls) {
      expect(await ready(url))
        .to.deep.include({ status: 'ready' })
        .and.to.have.nested.property('checks.migrations', 'up');
      const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: unknown[] };
      expect(keys).to.have.lengthOf(1);
    }
    for (const service of services)
      expect(service.log().find(({ message }) => message === 'listening')).to.include({
        runsOn: 'Postgres, in-process cache',
      });
    await endLeftovers();
    await empty.drop();
  });

  it('with a database that cannot be reached: exits with 1, names the database, and not its password', async () => {
    const service = runService(
      await environment({ DB_URL: 'postgresql://someone:tell-nobody@127.0.0.1:1/films' }),
    );
    expect(await service.exit).to.equal(1);
    expect(service.stderr())
      .to.match(/database/i)
      .and.to.include('ECONNREFUSED');
    expect(service.stdout() + service.stderr()).to.not.include('tell-nobody');
  });
});
