import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { endLeftovers, listening, newFolder, root, run, runSources } from '../../e2e/process/spawned.js';
import { beginLogin, refusesConnections, restOfLogin } from '../../e2e/process/stopping.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { builtProgram } from '../../support/built-program.js';
import { emptyDatabase, testEnvironment } from '../../support/environment.js';
import { readToEnd } from '../../support/raw-http.js';
import { redisUrl } from '../../support/servers/servers.js';

describe('a stop of npm start, with nothing to compile:', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  before(async () => {
    database = await emptyDatabase();
  });
  afterEach(endLeftovers);
  after(() => database.drop());
  const environment = async () => testEnvironment(database.url, await redisUrl(), { LOG__FORMAT: 'json' });

  /** Runs the script of package.json in a folder that has a build, and a compiler that does nothing. */
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
  ] as const)
    it(`${what}: completes a request, then ends all processes with 0`, async () => {
      const { npm, url } = await npmStart();
      const socket = await beginLogin(url);
      send(npm.child.pid as number);
      await eventually(() => refusesConnections(url), 'new connections were refused');
      const response = readToEnd(socket);
      socket.write(restOfLogin);
      expect(JSON.parse((await response).body).code).to.equal('invalid-credentials');
      // All processes that write to its standard output have exited.
      expect(await npm.exit).to.equal(0);
      expect(npm.log().filter(({ message }) => message === 'stopping')).to.have.lengthOf(1);
    });

  it('of the sources, by SIGTERM: exits with 0', async () => {
    const service = runSources(await environment());
    await listening(service);
    service.child.kill('SIGTERM');
    expect(await service.exit).to.equal(0);
  });
});
