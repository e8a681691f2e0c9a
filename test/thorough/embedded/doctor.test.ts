import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { endLeftovers, listening, newFolder, run, runService } from '../../e2e/process/spawned.js';
import { builtProgram } from '../../support/built-program.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { freePort } from '../../support/free-port.js';

describe('npm run doctor, without settings:', () => {
  afterEach(endLeftovers);

  const examine = async (folder: string, PORT: string) => {
    const program = join(dirname(builtProgram()), 'commands/doctor.js');
    const spawned = run(process.execPath, [program], { NODE_V8_COVERAGE: undefined, PORT }, { folder });
    return { code: await spawned.exit, lines: spawned.stdout() };
  };

  it('before the first start: finds nothing wrong and creates nothing; then checks the embedded database', async () => {
    const [folder, port] = [newFolder(), String(await freePort())];
    const before = await examine(folder, port);
    expect(before.code).to.equal(0);
    expect(before.lines).to.match(/^ok {2}database {4}there is none in \.\/data yet/m);
    expect(existsSync(join(folder, 'data'))).to.equal(false);
    await makeEmbeddedFolder(join(folder, 'data'));
    const after = await examine(folder, port);
    expect(after.code).to.equal(0);
    for (const line of [
      /^ok {2}database {4}embedded database in \.\/data, version .*UTF8/m,
      /^ok {2}migrations/m,
    ])
      expect(after.lines).to.match(line);
    expect(after.lines).to.not.include('clock');
  });

  it('while the service runs: names its process and port, and does not disturb it', async () => {
    const [folder, port] = [newFolder(), String(await freePort())];
    await makeEmbeddedFolder(join(folder, 'data'));
    const service = runService({ PORT: port, DEMO: 'false' }, { folder });
    const url = await listening(service);
    const { code, lines } = await examine(folder, port);
    expect(code).to.equal(0);
    expect(lines).to.match(new RegExp(`^-- {2}database .* in use by process ${service.child.pid}:`, 'm'));
    expect(lines).to.match(/^ok {2}ports .* is used by this service, release /m);
    expect((await fetch(`${url}/api/v1/movies`)).status).to.equal(200);
  });
});
