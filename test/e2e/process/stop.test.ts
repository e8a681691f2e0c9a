import { expect } from 'chai';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { redisUrl } from '../../support/servers/servers.js';
import { endLeftovers, listening, runService, runSources } from './spawned.js';

const credentials = '{"email":"nobody@example.com","password":"seven quiet violins"}';
const login = (headers: Record<string, string> = {}) =>
  rawMessage('POST', '/api/v1/auth/login', {
    'Content-Type': 'application/json',
    'Content-Length': String(credentials.length),
    ...headers,
  });

describe('a stop of the process:', () => {
  afterEach(endLeftovers);
  let databaseUrl = '';
  let drop: () => Promise<unknown>;
  before(async () => {
    ({ url: databaseUrl, drop } = await emptyDatabase());
  });
  after(() => drop());
  const start = async (run = runService) => {
    const service = run(testEnvironment(databaseUrl, await redisUrl(), { LOG__FORMAT: 'json' }));
    return { service, url: await listening(service) };
  };
  const refusesNewOnes = (url: string) =>
    fetch(`${url}/health/live`).then(
      () => false,
      () => true,
    );

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} while a body is being sent: finishes that request, then ends with 0`, async () => {
      const { service, url } = await start();
      const socket = await openSocket(url);
      socket.write(login() + credentials.slice(0, 9));
      await fetch(`${url}/health/live`);
      service.child.kill(signal);
      await service.until(() => service.log().find(({ message }) => message === 'stopping'));
      expect(await refusesNewOnes(url)).to.equal(true);
      const answer = readToEnd(socket);
      socket.write(credentials.slice(9));
      expect(JSON.parse((await answer).body).code).to.equal('invalid-credentials');
      expect(await service.exit).to.equal(0);
      expect(service.log().filter(({ level }) => level === 'error')).to.deep.equal([]);
      expect(service.stderr()).to.equal('');
    });

    it(`by ${signal} while nothing happens: ends with 0, from its sources too`, async () => {
      for (const run of [runService, runSources]) {
        const { service } = await start(run);
        service.child.kill(signal);
        expect(await service.exit).to.equal(0);
      }
    });
  }

  it('by SIGTERM while a kept-alive connection is idle: ends with 0 and closes it', async () => {
    const { service, url } = await start();
    const socket = await openSocket(url);
    const answer = readToEnd(socket);
    socket.write(rawMessage('GET', '/health/live', { Connection: 'keep-alive' }));
    await service.until(() => service.log().find(({ message }) => message === 'request'));
    service.child.kill('SIGTERM');
    expect((await answer).status).to.equal(200);
    expect(await service.exit).to.equal(0);
  });

  it('by SIGTERM while a client never finishes its body: is over all the same', async () => {
    const { service, url } = await start();
    const socket = await openSocket(url);
    socket.write(login() + credentials.slice(0, 9));
    await fetch(`${url}/health/live`);
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
  });
});
