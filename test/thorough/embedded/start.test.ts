import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { endLeftovers, listening, newFolder, runService } from '../../e2e/process/spawned.js';
import { eventually } from '../../integration/contracts/fixtures.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';
import { announced, firstAdmin } from './announced.js';

describe('the service without Postgres and Redis:', () => {
  afterEach(endLeftovers);

  const pretty = { PORT: '0', LOG__FORMAT: 'pretty' };

  /** A folder with an unused database in `data`. */
  const unused = async () => {
    const folder = newFolder();
    await makeEmbeddedFolder(join(folder, 'data'));
    return folder;
  };

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
      .and.to.not.include(firstAdmin(first)[1] as string);
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
