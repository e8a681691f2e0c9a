import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { eventually } from '../../integration/contracts/fixtures.js';
import { builtProgram } from '../../support/built-program.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { openSocket, rawMessage, readToEnd } from '../../support/raw-http.js';
import { redisUrl } from '../../support/servers/servers.js';
import { endLeftovers, listening, newFolder, root, run, runService, runSources } from './spawned.js';

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
  const environment = async (overrides = {}) =>
    testEnvironment(databaseUrl, await redisUrl(), { LOG__FORMAT: 'json', ...overrides });
  const start = async (runs = runService, overrides = {}) => {
    const service = runs(await environment(overrides));
    return { service, url: await listening(service) };
  };
  const refusesNewOnes = (url: string) =>
    openSocket(url).then(
      (socket) => !socket.destroy(),
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
      await eventually(() => refusesNewOnes(url), 'new connections were refused');
      const answer = readToEnd(socket);
      socket.write(credentials.slice(9));
      expect(JSON.parse((await answer).body).code).to.equal('invalid-credentials');
      expect(await service.exit).to.equal(0);
      expect(service.log().filter(({ level }) => level === 'error')).to.deep.equal([]);
      expect(service.stderr()).to.equal('');
    });
  }

  it('of its sources, by SIGTERM: exits with 0', async () => {
    const { service } = await start(runSources);
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
  });

  it('by SIGTERM while 20 kept-alive clients post: is not ready first, then answers every request, and closes last', async () => {
    const { service, url } = await start(runService, { SHUTDOWN__GRACE_SECONDS: '1' });
    const failures: unknown[] = [];
    let kept = 0;
    /** Posts until an answer says that the connection is closed behind it. */
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
    // By new connections, too.
    await eventually(async () => {
      const ready = await fetch(`${url}/health/ready`);
      return ready.status === 503 && ((await ready.json()) as { status: string }).status === 'stopping';
    }, 'it was not ready any more');
    const keptBefore = kept;
    await Promise.all(clients);
    await eventually(() => refusesNewOnes(url), 'new connections were refused');
    expect(failures).to.deep.equal([]);
    expect(kept).to.be.greaterThan(keptBefore);
    expect(await service.exit).to.equal(0);
  });

  it('by a second signal, later than Ctrl-C repeats itself under npm: ends at once', async () => {
    const { service, url } = await start(runService, { SHUTDOWN__GRACE_SECONDS: '3600' });
    service.child.kill('SIGTERM');
    service.child.kill('SIGINT');
    await eventually(async () => (await fetch(`${url}/health/ready`)).status === 503, 'it was not ready');
    const again = setInterval(() => service.child.kill('SIGTERM'), 200);
    expect(await service.exit).to.equal(1);
    clearInterval(again);
  });

  describe('by npm start, with nothing to compile,', () => {
    /** The script of package.json, in a folder that has a build, and a compiler that does nothing. */
    const npmStart = async () => {
      const folder = newFolder();
      cpSync(join(root, 'package.json'), join(folder, 'package.json'));
      symlinkSync(dirname(builtProgram()), join(folder, 'dist'));
      mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
      const compiler = join(folder, 'node_modules/.bin/tsc');
      writeFileSync(compiler, '#!/bin/sh\n');
      chmodSync(compiler, 0o755);
      const env = { ...(await environment()), NODE_V8_COVERAGE: undefined };
      const npm = run('npm', ['start'], env, { folder, detached: true });
      return { npm, url: await listening(npm) };
    };
    for (const [what, send] of [
      ['SIGTERM to npm', (pid: number) => process.kill(pid, 'SIGTERM')],
      ['Ctrl-C, which is SIGINT to the process group', (pid: number) => process.kill(-pid, 'SIGINT')],
    ] as const) {
      it(`${what}: finishes a request, then ends all processes with 0`, async () => {
        const { npm, url } = await npmStart();
        const socket = await openSocket(url);
        socket.write(login() + credentials.slice(0, 9));
        await fetch(`${url}/health/live`);
        send(npm.child.pid as number);
        await eventually(() => refusesNewOnes(url), 'new connections were refused');
        const answer = readToEnd(socket);
        socket.write(credentials.slice(9));
        expect(JSON.parse((await answer).body).code).to.equal('invalid-credentials');
        // All that write to its standard output are gone.
        expect(await npm.exit).to.equal(0);
        expect(npm.log().filter(({ message }) => message === 'stopping')).to.have.lengthOf(1);
      });
    }
  });
});
