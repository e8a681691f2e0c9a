import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { builtProgram } from '../../support/built-program.js';
import { endLeftovers, run } from './spawned.js';

describe('npm run doctor:', () => {
  afterEach(endLeftovers);

  it('with wrong settings: prints a line for each mistake, without values, and exits with 1', async () => {
    const program = join(dirname(builtProgram()), 'commands/doctor.js');
    const env = { PORT: 'eighty', REDIS__HOSTT: 'x', REDIS__PASSWORD: 'a password of Redis' };
    const doctor = run(process.execPath, [program], { NODE_V8_COVERAGE: undefined, ...env });
    expect(await doctor.exit).to.equal(1);
    expect(doctor.stdout().split('\n').slice(1)).to.deep.equal([
      '!!  settings    PORT must be a number',
      '!!  settings    REDIS__HOSTT is not a setting of this service',
      '--  others      everything else depends on the settings',
      '',
    ]);
    expect(doctor.stdout()).to.match(/^ok {2}release {5}\d/);
  });
});
