import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createGzip } from 'node:zlib';
import { expect } from 'chai';
import { fileFormats, fileReaders } from '../../../../src/adapters/import/files/file-format.js';
import { InputFile } from '../../../../src/adapters/import/files/input-file.js';
import type { Source } from '../../../../src/adapters/import/files/lines.js';
import { readTable } from '../../../../src/adapters/import/files/tsv.js';
import type { ReadRow } from '../../../../src/core/import/import-row.js';
import { columns, inFolder, rowsOf, withFile } from './reading.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const mebibyte = 2 ** 20;

/** Several times what a piece, a line and its text take, and a fraction of what is read. */
const mostHeld = 24 * mebibyte;

const heldNow = () => {
  collect();
  // Node 24 gives back the memory of buffers after a collection, and waits for that at the next.
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

function* content(before: string, piece: string, after: string) {
  yield before;
  for (let i = 0; i < 100; i += 1) yield piece.repeat(mebibyte / piece.length);
  yield after;
}

/** What is told of a file with 100 MiB of a piece between two texts, and the most that was held meanwhile, in bytes. */
const readLong = (
  [before, piece, after]: [string, string, string],
  read: (source: Source) => Parameters<typeof rowsOf>[0],
  compress = false,
) =>
  inFolder(async (folder) => {
    const path = join(folder, 'content');
    const bytes = content(before, piece, after);
    if (compress) await pipeline(bytes, createGzip({ level: 1 }), createWriteStream(path));
    else await pipeline(bytes, createWriteStream(path));
    const file = await InputFile.open(path, 'rows');
    const atFirst = heldNow();
    let most = Number.NEGATIVE_INFINITY;
    const watched = {
      name: file.name,
      async *chunks() {
        let count = 0;
        for await (const chunk of file.chunks()) {
          yield chunk;
          count += 1;
          // Some four times in a file: a look takes long where much else is in memory.
          if (count % 400 === 0) most = Math.max(most, heldNow() - atFirst);
        }
      },
    };
    const told = await rowsOf(read(watched));
    expect(most).to.satisfy(Number.isFinite);
    return { told, most };
  });

const ndjson = (source: Source) => fileFormats.ndjson.read(source, columns);
const json = (source: Source) => fileReaders.json?.read(source, columns) ?? expect.fail();
const csv = (source: Source) => fileFormats.csv.read(source, columns);
const tsv = (source: Source) => readTable(source, ['title', 'seasons']);

describe('a line of 100 MiB', () => {
  const objects: [string, string, string] = ['{"title":"A"}\n{"title":"', 'x', '"}\n{"title":"B"}\n'];

  for (const [name, isGzip] of Object.entries({ plain: false, gzip: true })) {
    it(`in NDJSON, ${name}: is refused, and never in memory`, async () => {
      const { told, most } = await readLong(objects, ndjson, isGzip);
      expect(told).to.deep.equal([
        [1, { title: 'A' }],
        [2, 'too-long'],
        [3, { title: 'B' }],
      ]);
      expect(most).to.be.lessThan(mostHeld);
    });
  }

  it('in a list of JSON: is refused, and never in memory', async () => {
    const { told, most } = await readLong(['[{"title":"A"},\n{"title":"', 'x', '"},\n{"title":"B"}]'], json);
    expect(told).to.deep.equal([
      [1, { title: 'A' }],
      [2, 'element-too-long'],
      [3, { title: 'B' }],
    ]);
    expect(most).to.be.lessThan(mostHeld);
  });

  it('in CSV, within quotes: is refused, and never in memory', async () => {
    const { told, most } = await readLong(['title\nA\n"', 'x', '"\nB\n'], csv);
    expect(told).to.deep.equal([
      [2, { title: 'A' }],
      [3, 'too-long'],
      [4, { title: 'B' }],
    ]);
    expect(most).to.be.lessThan(mostHeld);
  });

  it('in a tab-separated table: is refused, and never in memory', async () => {
    const { told, most } = await readLong(['title\tseasons\nA\t1\n', 'x', '\t2\nB\t3\n'], tsv);
    expect(told).to.deep.equal([
      [2, { title: 'A', seasons: '1' }],
      [3, 'too-long'],
      [4, { title: 'B', seasons: '3' }],
    ]);
    expect(most).to.be.lessThan(mostHeld);
  });

  it('as the header: refuses the file', async () => {
    let reason: unknown;
    await readLong(['', 'x', '\nA\n'], csv).catch((error: Error) => {
      reason = error.message;
    });
    expect(reason).to.equal('rows, line 1: invalid header: the line is longer than 1 MiB');
  });
});

describe('a quote that is never closed', () => {
  it('in CSV, before 100 MiB of rows: costs its own row, and never holds the others', async () => {
    let rows = 0;
    let refused: unknown[] = [];
    const { most } = await readLong(
      ['title\n"A\n', `${'x'.repeat(1000)}\n`, 'B\n'],
      async function* (source) {
        for await (const batch of csv(source)) {
          rows += batch.length;
          refused = refused.concat(batch.filter((row) => 'violations' in row).map(({ place }) => place.line));
          yield [];
        }
      },
    );
    expect(refused).to.deep.equal([2]);
    expect(rows).to.be.greaterThan(100_000);
    expect(most).to.be.lessThan(mostHeld);
  });
});

describe('a row', () => {
  const long = 'x'.repeat(1000);
  for (const [name, content, read] of [
    ['NDJSON', `{"title":"${long}"}\n`, ndjson],
    ['CSV', `title\n${long}\n"\n${long}"\n`, csv],
    ['a tab-separated table', `title\tseasons\n${long}\t1\n`, tsv],
  ] as const) {
    it(`in ${name}: tells how much was read for it`, async () => {
      const sizes: unknown[] = [];
      await withFile(content, async (file) => {
        for await (const rows of read(file)) for (const row of rows) sizes.push((row as ReadRow).size);
      });
      expect(sizes).to.have.lengthOf(name === 'CSV' ? 2 : 1);
      for (const size of sizes) expect(size).to.be.within(1000, 1020);
    });
  }
});

describe('what is kept of rows', () => {
  const row = `A title of some length,${'x'.repeat(1000)}\n`;

  it('in CSV, a title now and then: holds its own row, and none of those around', async () => {
    const kept: unknown[] = [];
    const { most } = await readLong(['title,description\n', row, row], async function* (source) {
      for await (const [one] of csv(source)) {
        if (one !== undefined && 'fields' in one) kept.push(one.fields.title);
        yield [];
      }
    });
    expect(kept.length).to.be.greaterThan(1_000);
    expect(most).to.be.lessThan(mostHeld);
  });
});
