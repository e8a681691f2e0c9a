import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { type BackupHeader, backupLines, readBackup } from '../../../src/adapters/backup/backup-format.js';

const table = { name: 'movies', columns: ['id', 'title'], count: 2, checksum: '-17' };
const header: BackupHeader = {
  release: '1.2.3',
  createdAt: new Date('2026-11-30T12:00:00Z'),
  contents: {
    migrations: ['first'],
    tables: [table],
    sequences: [{ name: 'movies_id_seq', last: '9007199254740993', isCalled: true }],
  },
};
const rows = ['(1,"two\nlines")', '(2,"\u{1F3AC} \\\\ """)'];

async function* batches(given: readonly string[]) {
  for (const row of given) yield [row];
}
const textOf = async (given: readonly string[] = rows, changed: object = {}) => {
  let text = '';
  for await (const line of backupLines({ ...header, ...changed }, () => batches(given))) text += line;
  return text;
};
async function* inPieces(bytes: Uint8Array, size = 7) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const readAll = async (bytes: Uint8Array) => {
  const backup = await readBackup(inPieces(bytes));
  const read: string[] = [];
  for (const each of backup.header.contents.tables)
    for await (const batch of backup.rows(each)) read.push(...batch);
  await backup.requireEnd();
  return { header: backup.header, read };
};
const failure = (bytes: Uint8Array) =>
  readAll(bytes).then(
    () => 'it did not fail',
    ({ message }: Error) => message,
  );
const ofText = async (text: string) => failure(gzipSync(text));

describe('the format of backups', () => {
  it('returns the header and the rows that were written, whatever they contain', async () => {
    expect(await readAll(gzipSync(await textOf()))).to.deep.equal({ header, read: rows });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' })), async (given) => {
        const contents = { ...header.contents, tables: [{ ...table, count: given.length }] };
        expect((await readAll(gzipSync(await textOf(given, { contents })))).read).to.deep.equal(given);
      }),
      { numRuns: 30 },
    );
  });

  it('rejects a file that was cut anywhere', async () => {
    const bytes = gzipSync(await textOf());
    for (let length = 1; length < bytes.length; length += 1)
      expect(await failure(bytes.subarray(0, length)), String(length)).to.match(/damaged|incomplete|empty/);
  });

  it('rejects a file in which a byte of the data or of their checksum differs', async () => {
    const bytes = gzipSync(await textOf());
    for (let at = 10; at < bytes.length; at += 1) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      expect(await failure(changed), String(at)).not.to.equal('it did not fail');
    }
  });

  it('names the row that is missing, not valid, or too much', async () => {
    const [first = '', row] = (await textOf()).split('\n');
    expect(await ofText(`${first}\n${row}\n`)).to.equal('it is incomplete: movies has 1 of 2 rows');
    for (const wrong of ['17', '["a"]', '{', '', '"a'])
      expect(await ofText(`${first}\n${row}\n${wrong}\n`)).to.equal(
        'it is damaged: row 2 of movies is not valid',
      );
    expect(await ofText(`${first}\n${row}\n${row}\n${row}\n`)).to.match(/more rows than its first line says/);
    expect(await ofText(`${first}\n${row}\n${row}`)).to.match(/its last line has no end/);
  });

  it('rejects other files, and names the release that can read a later format', async () => {
    const notOurs = 'it is not a backup of this service';
    const others = ['{}', '[]', 'null', '"text"', '-- PostgreSQL database dump', '[['.repeat(10_000)];
    for (const other of others) expect(await ofText(`${other}\n`), other.slice(0, 20)).to.equal(notOurs);
    expect(
      await ofText(`${JSON.stringify({ format: 'project-db-auth backup' }).padEnd(2 ** 21)}\n`),
    ).to.equal(notOurs);
    expect(await ofText(await textOf([], { version: 2, release: '9.0.0' }))).to.match(
      /version 2\) is unknown to this release\. Restore it with release 9\.0\.0/,
    );
    expect(await ofText('')).to.equal('it is empty');
    expect(await failure(randomBytes(1000))).to.match(/^it is damaged or incomplete: /);
    expect(await failure(gzipSync(Buffer.from([0xff, 0xfe, 0x0a])))).to.match(
      /^it is damaged or incomplete: /,
    );
  });

  it('rejects a header whose values have other types', async () => {
    const { contents } = header;
    const wrong: object[] = [
      { createdAt: 'yesterday' },
      { contents: null },
      { contents: { ...contents, migrations: [1] } },
      { contents: { ...contents, tables: {} } },
      { contents: { ...contents, tables: [null] } },
      { contents: { ...contents, sequences: [{ name: 'a', last: 1, isCalled: true }] } },
      ...[
        { count: -1 },
        { count: 1.5 },
        { count: '2' },
        { columns: 'id' },
        { checksum: 'x' },
        { name: 1 },
      ].map((change) => ({ contents: { ...contents, tables: [{ ...table, ...change }] } })),
    ];
    const line = JSON.parse((await textOf([])).split('\n')[0] as string);
    for (const change of wrong)
      expect(await ofText(`${JSON.stringify({ ...line, ...change })}\n`), JSON.stringify(change)).to.equal(
        'it is damaged: its first line is not valid',
      );
  });

  it('rejects a line without an end before it fills the memory', async () => {
    const first = (await textOf([])).trimEnd();
    expect(await ofText(`${first}\n"${'a'.repeat(65 * 1024 * 1024)}"\n`)).to.equal(
      'it is damaged or incomplete: a line is too long',
    );
  });
});
