import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  endLeftovers,
  listening,
  newFolder,
  noKeys,
  runService,
  runSources,
  type Spawned,
} from '../../e2e/process/spawned.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';

describe('the service without Postgres and Redis:', () => {
  afterEach(endLeftovers);

  const pretty = { PORT: '0', LOG__FORMAT: 'pretty' };
  const announced = ({ until }: Spawned) =>
    until(({ stdout }) => /^API: (http.+)\/api\/v1$/m.exec(stdout())?.[1]);
  const admin = ({ stdout }: Spawned) =>
    /^First admin: (\S+) {2}password: (\S+)$/m.exec(stdout())?.slice(1) ?? [];

  /** A folder with an unused database in `data`. */
  const unused = async () => {
    const folder = newFolder();
    await makeEmbeddedFolder(join(folder, 'data'));
    return folder;
  };

  it('started for the first time: logs its steps, prints where it listens, and serves the sample', async () => {
    const service = runSources({ ...pretty, ...noKeys });
    const url = await announced(service);
    await service.until((that) => admin(that)[1]);
    const [email, password] = admin(service);
    const steps = ['generated the signing keys', 'opening the embedded database', 'loading the sample data'];
    const lines = service.stdout().split('\n');
    for (const [i, step] of steps.entries()) expect(lines[i]).to.include(step);
    expect(lines.slice(steps.length).join('\n')).to.equal(
      [
        `Page: ${url}/app`,
        `API: ${url}/api/v1`,
        `Documentation: ${url}/docs`,
        'Runs on: embedded database in ./data, in-process cache',
        `First admin: admin@example.com  password: ${password}`,
        '',
      ].join('\n'),
    );
    const list = await (await fetch(`${url}/api/v1/movies?limit=1&count=exact`)).json();
    expect(list).to.have.nested.property('page.total', 3304);
    const login = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(await login.json()).to.have.nested.property('user.role', 'admin');
    expect(statSync(join(service.folder, 'certs/private.pem')).mode & 0o777).to.equal(0o600);
    expect(service.stderr()).to.equal('');
  });

  it('started again in its folder: prints no password, and has its data', async () => {
    const first = runService({ ...pretty, DEMO: 'false' }, { folder: await unused() });
    await announced(first);
    first.child.kill('SIGKILL');
    await first.exit;
    const second = runService({ ...pretty, DEMO: 'false' }, { folder: first.folder });
    await announced(second);
    second.child.kill('SIGTERM');
    expect(await second.exit).to.equal(0);
    expect(second.stdout())
      .to.not.include('password')
      .and.to.not.include(admin(first)[1] as string);
  });

  it('stopped by SIGTERM during its first start: exits with 0, and the next start works', async () => {
    const first = runService({ PORT: '0', DEMO: 'false' });
    await eventually(() => existsSync(join(first.folder, 'data')), 'it had started to write');
    first.child.kill('SIGTERM');
    expect(await first.exit).to.equal(0);
    const second = runService({ PORT: '0', DEMO: 'false' }, { folder: first.folder });
    const url = await listening(second);
    expect((await fetch(`${url}/health/ready`)).status).to.equal(200);
  });
});
