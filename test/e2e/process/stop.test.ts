import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { readToEnd } from '../../support/raw-http.js';
import { redisUrl } from '../../support/servers/servers.js';
import { endLeftovers, listening, runService } from './spawned.js';
import { beginLogin, refusesConnections, restOfLogin } from './stopping.js';

describe('a stop of the process:', () => {
  afterEach(endLeftovers);
  let databaseUrl = '';
  let drop: () => Promise<unknown>;
  before(async () => {
    ({ url: databaseUrl, drop } = await emptyDatabase());
  });
  after(() => drop());
  const environment = async (overrides = {}) =>
    testEnvironment(databaseUrl, await redisUrl(), { LOG__FORMAT: 'json', ...overrides });
  const start = async (overrides = {}) => {
    const service = runService(await environment(overrides));
    return { service, url: await listening(service) };
  };

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} while a body is being sent: completes that request, then exits with 0`, async () => {
      const { service, url } = await start();
      const socket = await beginLogin(url);
      service.child.kill(signal);
      await service.until(() => service.log().find(({ message }) => message === 'stopping'));
      await eventually(() => refusesConnections(url), 'new connections were refused');
      const response = readToEnd(socket);
      socket.write(restOfLogin);
      expect(JSON.parse((await response).body).code).to.equal('invalid-credentials');
      expect(await service.exit).to.equal(0);
      expect(service.log().filter(({ level }) => level === 'error')).to.deep.equal([]);
      expect(service.stderr()).to.equal('');
    });
  }

  it('by SIGTERM while 20 clients post on kept-alive connections: is not ready first, responds to every request, and closes last', async () => {
    const { service, url } = await start({ SHUTDOWN__GRACE_SECONDS: '1' });
    const failures: unknown[] = [];
    let kept = 0;
    /** Posts until a response closes the connection. */
    const client = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const headers = { 'content-type': 'application/json' };
      for (let isOpen = true; isOpen; ) {
        const body = await new Promise<string>((resolve, reject) => {
          const post = request(
            `${url}/api/v1/auth/refresh`,
            { method: 'POST', agent, headers },
            (response) => {
              isOpen = response.headers.connection !== 'close';
              resolve(text(response));
            },
          );
          post.once('error', reject).end('{"refreshToken":"unknown"}');
        });
        expect(JSON.parse(body).code).to.equal('token-invalid');
        kept += Number(isOpen);
      }
    };
    const clients = Array.from({ length: 20 }, () => client().catch((error) => failures.push(error)));
    await eventually(() => kept > 100, 'they posted');
    service.child.kill('SIGTERM');
    // This includes new connections.
    await eventually(async () => {
      const ready = await fetch(`${url}/health/ready`);
      return ready.status === 503 && ((await ready.json()) as { status: string }).status === 'stopping';
    }, 'it was not ready any more');
    const keptBefore = kept;
    await Promise.all(clients);
    await eventually(() => refusesConnections(url), 'new connections were refused');
    expect(failures).to.deep.equal([]);
    expect(kept).to.be.greaterThan(keptBefore);
    expect(await service.exit).to.equal(0);
  });

  it('by a second signal, later than the repeated Ctrl-C of npm: exits at once', async () => {
    const { service, url } = await start({ SHUTDOWN__GRACE_SECONDS: '3600' });
    service.child.kill('SIGTERM');
    service.child.kill('SIGINT');
    await eventually(async () => (await fetch(`${url}/health/ready`)).status === 503, 'it was not ready');
    const again = setInterval(() => service.child.kill('SIGTERM'), 200);
    expect(await service.exit).to.equal(1);
    clearInterval(again);
  });
});
