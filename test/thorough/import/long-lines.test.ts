import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip } from 'node:zlib';
import { expect } from 'chai';
import { fileFormats, fileReaders } from '../../../src/adapters/import/files/file-format.js';
import { InputFile } from '../../../src/adapters/import/files/input-file.js';
import type { Source } from '../../../src/adapters/import/files/lines.js';
import { readTable } from '../../../src/adapters/import/files/tsv.js';
import type { ReadRow } from '../../../src/core/import/import-row.js';
import { columns, inFolder, inputErrorOf, rowsBy, withFile } from '../../unit/import/files/reading.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const mebibyte = 2 ** 20;

/** Bytes: several times the size of a chunk, a line and its text, but only half of the file. */
const maxMemory = 24 * mebibyte;

const memoryNow = () => {
  collect();
  // Node 24 frees buffers after a collection, and waits for that in the next one.
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

function* content(before: string, piece: string, after: string) {
  yield before;
  for (let i = 0; i < 48; i += 1) yield piece.repeat(mebibyte / piece.length);
  yield after;
}

/** Reads a file with 48 MiB of `piece` between two texts. Returns its rows, and how many bytes the memory grew at most. */
const readLong = (
  [before, piece, after]: [string, string, string],
  read: (source: Source) => Parameters<typeof rowsBy>[0],
  compress = false,
) =>
  inFolder(async (folder) => {
    const path = join(folder, 'content');
    const bytes = content(before, piece, after);
    if (compress) await pipeline(bytes, createGzip({ level: 1 }), createWriteStream(path));
    else await pipeline(bytes, createWriteStream(path));
    const file = await InputFile.open(path, 'rows');
    const atFirst = memoryNow();
    let maximum = Number.NEGATIVE_INFINITY;
    const watched = {
      name: file.name,
      async *chunks() {
        let count = 0;
        for await (const chunk of file.chunks()) {
          yield chunk;
          count += 1;
          // About twice in a file: garbage collection is slow if much else is in memory.
          if (count % 300 === 0) maximum = Math.max(maximum, memoryNow() - atFirst);
        }
      },
    };
    const rows = await rowsBy(read(watched));
    expect(maximum).to.satisfy(Number.isFinite);
    return { rows, maximum };
  });

const ndjson = (source: Source) => fileFormats.ndjson.read(source, columns);
const json = (source: Source) => fileReaders.json?.read(source, columns) ?? expect.fail();
const csv = (source: Source) => fileFormats.csv.read(source, columns);
const tsv = (source: Source) => readTable(source, ['title', 'seasons']);

describe('a line of 48 MiB', () => {
  type Text = [before: string, repeated: string, after: string];
  const objects: Text = ['{"title":"A"}\n{"title":"', 'x', '"}\n{"title":"B"}\n'];
  const cells: Text = ['title\tseasons\nA\t1\n', 'x', '\t2\nB\t3\n'];
  for (const [name, text, read, isGzip] of [
    ['NDJSON', objects, ndjson, false],
    ['compressed NDJSON', objects, ndjson, true],
    ['a list of JSON', ['[{"title":"A"},\n{"title":"', 'x', '"},\n{"title":"B"}]'] as Text, json, false],
    ['CSV, within quotes', ['title\nA\n"', 'x', '"\nB\n'] as Text, csv, false],
    ['a tab-separated table', cells, tsv, false],
  ] as const) {
    it(`in ${name}: is rejected without keeping it in memory`, async () => {
      const { rows, maximum } = await readLong(text, read, isGzip);
      expect(
        rows.map(([, row]) => (typeof row === 'string' ? row : (row as { title: string }).title)),
      ).to.deep.equal(['A', name === 'a list of JSON' ? 'element-too-long' : 'too-long', 'B']);
      expect(maximum).to.be.lessThan(maxMemory);
    });
  }

  it('as the header: rejects the file', async () => {
    const reason = await inputErrorOf(readLong(['', 'x', '\nA\n'], csv));
    expect(reason).to.equal('rows, line 1: invalid header: the line is longer than 1 MiB');
  });
});

describe('a quote that is never closed', () => {
  it('in CSV, before 48 MiB of rows: rejects its own row, and does not keep the others in memory', async () => {
    let count = 0;
    let rejected: unknown[] = [];
    const { maximum } = await readLong(
      ['title\n"A\n', `${'x'.repeat(1000)}\n`, 'B\n'],
      async function* (source) {
        for await (const batch of csv(source)) {
          count += batch.length;
          rejected = rejected.concat(
            batch.filter((row) => 'violations' in row).map(({ place }) => place.line),
          );
          yield [];
        }
      },
    );
    expect(rejected).to.deep.equal([2]);
    expect(count).to.be.greaterThan(40_000);
    expect(maximum).to.be.lessThan(maxMemory);
  });
});

describe('a row', () => {
  const long = 'x'.repeat(1000);
  for (const [name, content, read] of [
    ['NDJSON', `{"title":"${long}"}\n`, ndjson],
    ['CSV', `title\n${long}\n"\n${long}"\n`, csv],
    ['a tab-separated table', `title\tseasons\n${long}\t1\n`, tsv],
  ] as const) {
    it(`in ${name}: has its size in characters`, async () => {
      const sizes: unknown[] = [];
      await withFile(content, async (file) => {
        for await (const rows of read(file)) for (const row of rows) sizes.push((row as ReadRow).size);
      });
      expect(sizes).to.have.lengthOf(name === 'CSV' ? 2 : 1);
      for (const size of sizes) expect(size).to.be.within(1000, 1020);
    });
  }
});

describe('keeping single titles of a large file', () => {
  const row = `A title of some length,${'x'.repeat(1000)}\n`;

  it('in CSV: does not keep the other rows in memory', async () => {
    const kept: unknown[] = [];
    const { maximum } = await readLong(['title,description\n', row, row], async function* (source) {
      for await (const [one] of csv(source)) {
        if (one !== undefined && 'fields' in one) kept.push(one.fields.title);
        yield [];
      }
    });
    expect(kept.length).to.be.greaterThan(1_000);
    expect(maximum).to.be.lessThan(maxMemory);
  });
});
