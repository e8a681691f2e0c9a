import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openEmbeddedDatabase } from '../../../src/adapters/embedded/embedded-database.js';
import { lockByFile } from '../../../src/adapters/embedded/folder-lock.js';
import { makeEmbeddedFolder } from '../../support/embedded-folder.js';

describe('a folder of the embedded database', () => {
  const home = mkdtempSync(join(tmpdir(), 'embedded-'));
  after(() => rmSync(home, { recursive: true, force: true }));
  const open = (folder: string) => openEmbeddedDatabase(folder, () => {});

  it('with a partly created cluster: creates a complete one', async () => {
    const folder = join(home, 'half');
    mkdirSync(join(folder, 'pgdata.init'), { recursive: true });
    writeFileSync(join(folder, 'pgdata.init', 'PG_VERSION'), 'half');
    const { stop } = await open(folder);
    await stop();
  });

  it('without its control file: is rejected as damaged', async () => {
    const folder = join(home, 'damaged');
    await makeEmbeddedFolder(folder);
    rmSync(join(folder, 'pgdata/global/pg_control'));
    expect(await open(folder).catch(({ message }) => message)).to.include('it is damaged');
  });

  it('locked by a file, on systems without abstract sockets: is rejected until it is released', async () => {
    const release = await lockByFile(home);
    expect(await lockByFile(home).catch(({ message }) => message)).to.match(/in use by another process/);
    await release();
    await (await lockByFile(home))();
  });
});
