import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { UploadSpool, writeError } from '../../../src/adapters/import/upload-spool.js';

const installation = '00000000-0000-4000-8000-000000000001';

async function* chunks(...texts: readonly (string | Error)[]) {
  for (const text of texts) {
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
}
const tooLarge = () => new Error('too large');
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'stored',
    (error) => error.code ?? error.message,
  );

describe('the uploaded files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spool-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = (limits = {}, path = folder) =>
    new UploadSpool(path, installation, { maxBytes: 100, quotaBytes: 1_000, ...limits });
  const own = () => join(folder, installation);

  it('a file: is stored as it was, readable by this user only, and found by the next process', async () => {
    const spool = open();
    expect(await spool.id()).to.equal(undefined);
    const stored = await spool.receive(chunks('one ', 'two'), undefined, tooLarge);
    expect(stored).to.deep.equal({ spool: await open().id(), file: stored.file, bytes: 7 });
    expect(readFileSync(spool.pathOf(stored.file), 'utf8')).to.equal('one two');
    expect([statSync(own()).mode & 0o777, statSync(spool.pathOf(stored.file)).mode & 0o777]).to.deep.equal([
      0o700, 0o600,
    ]);
    expect(await open().files()).to.deep.equal([stored.file]);
    expect([await open().has(stored.file, 7), await open().has(stored.file, 8)]).to.deep.equal([true, false]);
    await spool.remove(stored.file);
    expect(await spool.files()).to.deep.equal([]);
  });

  it('created by two processes at once: has one id', async () => {
    const stored = [1, 2, 3, 4].map(() => open().receive(chunks('x'), 1, tooLarge));
    expect(new Set((await Promise.all(stored)).map(({ spool }) => spool)).size).to.equal(1);
  });

  it('an upload that fails or is too large: leaves nothing', async () => {
    const spool = open();
    expect(await codeOf(spool.receive(chunks('x', new Error('gone')), 5, tooLarge))).to.equal('gone');
    expect(await codeOf(spool.receive(chunks('x'.repeat(60), 'x'.repeat(60)), undefined, tooLarge))).to.equal(
      'too large',
    );
    expect(await codeOf(spool.receive(chunks('x'), 101, tooLarge))).to.equal('too large');
    expect(readdirSync(own())).to.deep.equal(['id']);
  });

  it('more than the quota: is rejected, also of uploads that are not complete yet', async () => {
    const spool = open({ quotaBytes: 250 });
    const both = [1, 2].map(() => spool.receive(chunks('x'.repeat(90)), undefined, tooLarge));
    await Promise.all(both);
    expect(await codeOf(spool.receive(chunks('x'), 80, tooLarge))).to.equal('import-storage-full');
    expect(await codeOf(spool.receive(chunks('x'), 70, tooLarge))).to.equal('stored');
  });

  it('a full disk: is import-storage-full; another error of a write, such as of a folder that is a file: unavailable', async () => {
    const errors = ['ENOSPC', 'EDQUOT', 'EIO'].map((code) =>
      writeError(Object.assign(new Error(code), { code })),
    );
    expect(errors.map(({ code }) => code)).to.deep.equal([
      'import-storage-full',
      'import-storage-full',
      'unavailable',
    ]);
    writeFileSync(join(folder, 'file'), '');
    expect(await codeOf(open({}, join(folder, 'file')).receive(chunks('x'), 1, tooLarge))).to.equal(
      'unavailable',
    );
  });

  it('files that no import needs: are removed when they are old, the others stay', async () => {
    const spool = open();
    const [needed, unneeded, young] = [
      await spool.receive(chunks('a'), 1, tooLarge),
      await spool.receive(chunks('b'), 1, tooLarge),
      await spool.receive(chunks('c'), 1, tooLarge),
    ];
    writeFileSync(join(own(), `${needed.file}.part`), '');
    for (const name of [needed.file, unneeded.file, `${needed.file}.part`, 'id'])
      utimesSync(join(own(), name), 0, 0);
    await spool.removeOthers([needed.file]);
    expect(readdirSync(own()).sort()).to.deep.equal([needed.file, young.file, 'id'].sort());
  });
});
