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

  it('with DB_URL and REDIS__HOST: says where it listens, and that it caches in Redis', async () => {
    const service = runService(await environment());
    const url = await listening(service);
    const line = service.log().find(({ message }) => message === 'listening');
    expect(line).to.include({ level: 'info', url, docs: `${url}/docs`, runsOn: 'Postgres, Redis' });
    await service.until(({ stdout }) => /Redis is reachable/.exec(stdout()) ?? undefined);
    const all = { status: 'ready', checks: { database: 'up', cache: 'up', limits: 'up', migrations: 'up' } };
    await eventually(async () => isDeepStrictEqual(await ready(url), all), 'it was ready');
    expect((await fetch(`${url}/docs`)).status).to.equal(200);
    expect(service.stderr()).to.equal('');
  });

  it('without REDIS__HOST: caches in its own memory, and says so', async () => {
    const service = runService(await environment({ REDIS__HOST: undefined }));
    expect((await ready(await listening(service))).status).to.equal('ready');
    expect(service.log().find(({ message }) => message === 'listening')).to.include({
      runsOn: 'Postgres, in-process cache',
    });
  });

  it('with a Redis that is not there: starts degraded, and says so', async () => {
    const service = runService(await environment({ REDIS__PORT: '1' }));
    const url = await listening(service);
    expect(await ready(url)).to.deep.include({ status: 'degraded' });
    expect((await fetch(`${url}/api/v1/authors`)).status).to.equal(200);
    const warned = await service.until(() =>
      service.log().find(({ level, message }) => level === 'warn' && String(message).includes('Redis')),
    );
    expect(warned.message).to.include('cannot be reached');
  });

  it('with an empty database outside production: makes its tables and its keys', async () => {
    const empty = await createTestDatabase();
    const service = runService({ PORT: '0', DB_URL: empty.url, ...noKeys });
    const url = await listening(service);
    expect((await ready(url)).checks.migrations).to.equal('up');
    const keys = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: unknown[] };
    expect(keys.keys).to.have.lengthOf(1);
    await endLeftovers();
    await empty.drop();
  });

  it('two of them at once on an empty database: both come up', async () => {
    const empty = await createTestDatabase();
    const services = [1, 2].map(() => runService({ PORT: '0', DB_URL: empty.url }));
    const urls = await Promise.all(services.map(listening));
    for (const url of urls) expect((await ready(url)).status).to.equal('ready');
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

  it('on a port that is taken: ends with 1 and names it', async () => {
    const first = runService(await environment());
    const { port } = new URL(await listening(first));
    const second = runService(await environment({ PORT: port }));
    expect(await second.exit).to.equal(1);
    expect(second.stderr())
      .to.include('EADDRINUSE')
      .and.to.include(`PORT ${port}`)
      .and.to.include('set PORT to a free port');
  });
});
