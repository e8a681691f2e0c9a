import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { builtProgram } from '../../support/built-program.js';
import type { Environment } from '../../support/environment.js';
import { endLeftovers, run } from './spawned.js';

describe('npm run doctor:', () => {
  afterEach(endLeftovers);
  const doctor = (env: Environment) => {
    const program = join(dirname(builtProgram()), 'commands/doctor.js');
    return run(process.execPath, [program], { NODE_V8_COVERAGE: undefined, ...env });
  };

  it('with wrong settings: prints a line for each mistake, without values, and exits with 1', async () => {
    const env = { PORT: 'eighty', REDIS__HOSTT: 'x', REDIS__PASSWORD: 'a password of Redis' };
    const { exit, stdout } = doctor(env);
    expect(await exit).to.equal(1);
    expect(stdout().split('\n').slice(1)).to.deep.equal([
      '!!  settings    PORT must be a number',
      '!!  settings    REDIS__HOSTT is not a setting of this service',
      '--  others      everything else depends on the settings',
      '',
    ]);
    expect(stdout()).to.match(/^ok {2}release {5}\d/);
  });

  it('piped to a program that does not read all of it: ends with its exit code, and prints no error', async () => {
    const { child, exit, stderr } = doctor({ PORT: 'eighty' });
    child.stdout?.destroy();
    expect([await exit, stderr()]).to.deep.equal([1, '']);
  });

  it('with a port of a program that closes each connection: fails, and checks the rest', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { exit, stdout } = doctor({ PORT: String((server.address() as AddressInfo).port) });
    expect(await exit).to.equal(1);
    expect(stdout())
      .to.match(/^!! {2}ports .*EADDRINUSE/m)
      .and.match(/^ok {2}proxy/m);
    server.close();
  });
});
