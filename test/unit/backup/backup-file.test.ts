import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBackup, writeBackup } from '../../../src/adapters/backup/backup-file.js';

const table = { name: 'movies', columns: ['id'], count: 3000, checksum: '0' };
const header = {
  release: '1.2.3',
  createdAt: new Date('2026-11-30T12:00:00Z'),
  contents: { migrations: [], tables: [table], sequences: [] },
};
/** Random, so that they fill several chunks of the encryption. */
const stored = Array.from(
  { length: table.count },
  () => `(${Math.random()},${Math.random()},${Math.random()})`,
);

async function* rowsOf() {
  yield stored;
}

describe('the file of a backup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'backup-file-'));
  const file = join(folder, 'backup');
  const write = (passphrase?: string, rows: typeof rowsOf = rowsOf) =>
    writeBackup(file, header, rows, passphrase);
  const read = async (passphrase?: string) => {
    const backup = await openBackup(file, async () => String(passphrase));
    const rows: string[] = [];
    try {
      for await (const batch of backup.rows(table)) rows.push(...batch);
      await backup.requireEnd();
    } finally {
      await backup.close();
    }
    return rows;
  };
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => 'it did not fail',
      ({ message }: Error) => message,
    );
  afterEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('has its name only when it is complete, and is readable by its owner only', async () => {
    const failing = write(undefined, async function* () {
      yield stored;
      expect(readdirSync(folder)).to.deep.equal(['backup.partial']);
      throw new Error('the connection is lost');
    });
    expect(await failure(failing)).to.equal('the connection is lost');
    expect(readdirSync(folder)).to.deep.equal([]);
    await write();
    expect(readdirSync(folder)).to.deep.equal(['backup']);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
  });

  it('is not overwritten, and neither is one that another backup is writing', async () => {
    const late = write(undefined, async function* () {
      writeFileSync(file, 'written meanwhile');
      yield stored;
    });
    expect(await failure(late)).to.match(/backup exists\. Choose another name/);
    expect(readFileSync(file, 'utf8')).to.equal('written meanwhile');
    writeFileSync(`${file}.partial`, 'begun');
    expect(await failure(write())).to.match(/backup\.partial exists\. Another backup is writing it/);
    expect(readFileSync(`${file}.partial`, 'utf8')).to.equal('begun');
  });

  it('in a folder that does not exist: is not written, and the folder is named', async () => {
    const missing = join(folder, 'none');
    expect(await failure(writeBackup(join(missing, 'backup'), header, rowsOf, undefined))).to.equal(
      `the folder ${missing} does not exist: create it`,
    );
  });

  it('encrypted: is read with its passphrase, and not if it was cut', async () => {
    await write('five gentle owls');
    expect(await read('five gentle owls')).to.deep.equal(stored);
    const bytes = readFileSync(file);
    // At the end of a chunk of 64 KiB, where only the mark of the last chunk shows that more is missing.
    const header = bytes.indexOf('\n', bytes.indexOf('\n--- ') + 1) + 1 + 16;
    writeFileSync(file, bytes.subarray(0, header + 64 * 1024 + 16));
    expect(await failure(read('five gentle owls'))).to.match(/cannot be read: it is damaged or incomplete: /);
  });

  it('that is something else: is rejected with its name', async () => {
    const cases: [content: string, message: string][] = [
      ['', 'it is empty'],
      ['PGDMP', 'it is not a backup of this service'],
      [`age-encryption.org/v1\n-> scrypt ${'a'.repeat(10_000)}`, 'it is damaged: its header has no end'],
      ['age-encryption.org/v1\n-> scrypt a\n--- b\n', 'it is damaged: '],
    ];
    for (const [content, message] of cases) {
      writeFileSync(file, content);
      expect(await failure(read())).to.include(`The backup ${file} cannot be read: ${message}`);
    }
    rmSync(file);
    expect(await failure(read())).to.match(/cannot be read: ENOENT/);
    expect(await failure(openBackup(folder, async () => ''))).to.match(/cannot be read: EISDIR/);
  });
});
