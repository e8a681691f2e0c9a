import { execFileSync } from 'node:child_process';
import { chmodSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { InputFile } from '../../../../src/adapters/import/files/input-file.js';
import { inFolder, inputErrorOf, withFile } from './reading.js';

const contentOf = async (file: InputFile) => {
  const chunks: Buffer[] = [];
  for await (const chunk of file.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const read = (content: string | Uint8Array) => withFile(content, contentOf);
const readError = (content: Uint8Array) => inputErrorOf(read(content));

/** Root may read every file, so it becomes another user during the test. */
const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
};

describe('a file to read', () => {
  const long = 'a line that is much like others\n'.repeat(20_000);

  it('that is plain: returns its content, each time it is read', async () => {
    await withFile(long, async (file) => {
      expect(await contentOf(file)).to.equal(long);
      expect(await contentOf(file)).to.equal(long);
    });
  });

  it('that is gzip, of one or several members: returns what was compressed', async () => {
    expect(await read(gzipSync(long))).to.equal(long);
    expect(await read(Buffer.concat([gzipSync('one'), gzipSync(long)]))).to.equal(`one${long}`);
  });

  it('that is empty, or a single byte: returns that', async () => {
    expect([await read(''), await read('\x1f')]).to.deep.equal(['', '\x1f']);
  });

  for (const [name, content] of Object.entries({ plain: Buffer.from(long), gzip: gzipSync(long) })) {
    it(`that is ${name}: counts its consumed bytes, from none to all`, async () => {
      await withFile(content, async (file) => {
        expect([file.consumed, file.size]).to.deep.equal([0, content.length]);
        let before = 0;
        for await (const _ of file.chunks()) {
          expect(file.consumed).to.be.within(Math.max(before, 1), content.length);
          before = file.consumed;
        }
        expect(file.consumed).to.equal(content.length);
      });
    });
  }

  it('whose reading stops halfway: can be read from the start', async () => {
    await withFile(gzipSync(long), async (file) => {
      for await (const _ of file.chunks()) break;
      expect(await contentOf(file)).to.equal(long);
    });
  });

  it('that is cut off after it was opened: is rejected while it is read', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'content');
      writeFileSync(path, gzipSync(long));
      const file = await InputFile.open(path, 'rows');
      truncateSync(path, 100);
      expect(await inputErrorOf(contentOf(file))).to.equal('rows: the gzip data is truncated');
      writeFileSync(path, long);
      const plain = await InputFile.open(path, 'rows');
      truncateSync(path, 100);
      expect(await inputErrorOf(contentOf(plain))).to.equal('rows: it was cut off while it was read');
    });
  });
});

describe('opening a file', () => {
  const openError = (path: string) => inputErrorOf(InputFile.open(path, 'rows'));

  it('that is missing, a folder, or has an impossible name: is rejected by its name or its path', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'nothing');
      writeFileSync(join(folder, 'file'), '');
      for (const missing of [path, join(folder, 'file/nothing')])
        expect(await openError(missing)).to.equal('rows: the file does not exist');
      expect(await inputErrorOf(InputFile.open(path))).to.equal(`${path}: the file does not exist`);
      expect(await openError(folder)).to.equal('rows: it is a folder, not a file');
      const long = join(folder, 'x'.repeat(1000));
      expect(await openError(long)).to.match(/^rows: it cannot be read: ENAMETOOLONG/);
    });
  });

  it('that is a pipe without a writer: is rejected, and does not wait', async () => {
    await inFolder(async (folder) => {
      execFileSync('mkfifo', [join(folder, 'pipe')]);
      expect(await openError(join(folder, 'pipe'))).to.equal('rows: it is not a regular file');
    });
  });

  it('without permission: is rejected', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'content');
      writeFileSync(path, 'secret');
      chmodSync(folder, 0o755);
      chmodSync(path, 0);
      expect(await asNobody(() => openError(path))).to.equal('rows: no permission to read it');
    });
  });

  it('that is gzip, cut off anywhere: is rejected', async () => {
    const whole = gzipSync('one line\n'.repeat(100));
    for (let length = 2; length < whole.length; length += 1) {
      expect(await readError(whole.subarray(0, length)), `${length} bytes`).to.equal(
        'rows: the gzip data is truncated',
      );
    }
  });

  it('that is gzip, with a bit changed in its data or its checksum: is rejected', async () => {
    const whole = gzipSync('one line\nand another, which is different\n');
    for (let at = 10; at < whole.length; at += 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = (whole[at] as number) ^ 1;
      expect(await readError(damaged), `byte ${at}`).to.match(/^rows: the gzip data is (damaged|truncated)/);
    }
  });

  it('that is gzip, with something else behind: is rejected', async () => {
    expect(await readError(Buffer.concat([gzipSync('one'), Buffer.from('two')]))).to.equal(
      'rows: the gzip data is damaged',
    );
  });

  it('that is gzip, of more than 1 GiB and 100 times its size: is rejected', async () => {
    const zeros = gzipSync(Buffer.alloc(2 ** 26));
    const bomb = Buffer.concat(Array.from({ length: 17 }, () => zeros));
    expect(await readError(bomb)).to.equal('rows: it unpacks to more than 100 times its size');
  });
});
