import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type FileFormat, fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import type { WriteOptions } from '../../../../src/adapters/import/files/read-options.js';
import type { Columns } from '../../../../src/core/catalogue/columns.js';
import { genres } from '../../../../src/core/catalogue/genre.js';
import { runs } from '../../../support/thorough.js';
import { columns as plainColumns, read as readBy } from './reading.js';

/** Formulas, characters with a meaning in a format, and ordinary text. */
const pieces = [
  ...[
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    "'",
    '"',
    '""',
    ',',
    ';',
    '\\N',
    '\\',
    'null',
    '[]',
    '0',
    '1e3',
  ],
  ...['\t', '\r', '\n', '\r\n', '\0', ' ', '\u00a0', '\ufeff', '\u2028', '\ufffd', 'é', '語', '🎬', '👩‍🎤'],
  ...['=1+1', '<b>'],
];

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...pieces), maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
);

const columns: Columns = { ...plainColumns, externalIds: { type: 'map', isNullable: false } };
const read = (format: FileFormat, content: string) => readBy(format, content, {}, columns);

const item = fc.record({
  title: anyText,
  releaseYear: fc.option(fc.integer({ min: 1870, max: 2100 })),
  genres: fc.uniqueArray(fc.constantFrom(...genres), { maxLength: 5 }),
  description: fc.option(anyText),
  seasons: fc.maxSafeInteger(),
  externalIds: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/), anyText, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
});

const written = (format: FileFormat, items: readonly object[], options: WriteOptions = {}) =>
  format.header(columns, options) + items.map((one) => format.line({ ...one }, columns, options)).join('');

describe('what was written', () => {
  for (const [name, format] of Object.entries(fileFormats)) {
    it(`as ${name}, with any text: is read back to the same`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (items) => {
          const rows = await read(format, written(format, items));
          expect(rows.map(([, fields]) => fields)).to.deep.equal(items);
        }),
        { numRuns: runs(100) },
      );
    });

    it(`as ${name}, with fields that are no columns: is without them`, async () => {
      const [one] = fc.sample(item, 1);
      const text = written(format, [{ ...one, id: 'secret', version: 'secret' }]);
      expect(text).not.to.contain('secret');
      expect((await read(format, text))[0]?.[1]).to.deep.equal(one);
    });

    it(`as ${name}, and cut off anywhere: returns the rows before it unchanged`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(item, { maxLength: 4 }), item, fc.nat(), async (items, last, at) => {
          const before = written(format, items);
          const line = format.line(last, columns);
          const rows = await read(format, before + line.slice(0, at % line.length));
          expect(rows.slice(0, items.length).map(([, fields]) => fields)).to.deep.equal(items);
        }),
      );
    });
  }

  for (const delimiter of [',', ';', '\t', '|']) {
    it(`as CSV with ${JSON.stringify(delimiter)} and a byte order mark: is read back to the same`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (items) => {
          const text = written(fileFormats.csv, items, { delimiter, hasByteOrderMark: true });
          expect(text.startsWith('\ufefftitle')).to.equal(true);
          const rows = await read(fileFormats.csv, text);
          expect(rows.map(([, fields]) => fields)).to.deep.equal(items);
        }),
        { numRuns: runs(100) },
      );
    });
  }

  it('as CSV: is read by another program to the same rows, as text', async () => {
    await fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), (items) => {
        const rows: string[][] = parse(written(fileFormats.csv, items), { record_delimiter: '\r\n' });
        expect(rows[0]).to.deep.equal(Object.keys(columns));
        for (const [i, { title, releaseYear, genres: listed, seasons }] of items.entries()) {
          const [cell, year, list, , count] = rows[i + 1] ?? [];
          expect([title, `'${title}`]).to.include(cell);
          expect([year, list, count]).to.deep.equal([
            String(releaseYear ?? ''),
            listed.join(),
            String(seasons),
          ]);
        }
      }),
    );
  });

  it('ASVS 1.2.10, as CSV: begins no text with what a spreadsheet would run', async () => {
    const dangerous = /^(?:\s*[=+\-@＝＋－＠]|[\t\r\n\0])/;
    await fc.assert(
      fc.property(item, (one) => {
        const [, cells]: string[][] = parse(written(fileFormats.csv, [one]), { record_delimiter: '\r\n' });
        expect(cells?.[0]).not.to.match(dangerous);
        expect(cells?.[3]).not.to.match(dangerous);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('rows that another program writes', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab"\n\r, é🎬'), maxLength: 8 });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const bare = (text: string) => text.replaceAll(/["\n\r,]/g, '');
  const row = fc.array(
    fc.tuple(cell, fc.boolean()).map(([text, isQuoted]) => (isQuoted ? quoted(text) : bare(text))),
    { minLength: 3, maxLength: 3 },
  );
  const end = fc.constantFrom('\n', '\r\n');

  it('as CSV, with quotes where there need be none: are read as that program reads them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), end, async (rows, newline) => {
        const text = rows.map((cells) => `${cells.join(',')}${newline}`).join('');
        const all: string[][] = parse(text, { record_delimiter: newline });
        const theirs = all.filter((cells) => cells.some((one) => one.trim() !== ''));
        const table = await readBy(fileFormats.csv, `title,description,genres${newline}${text}`);
        const ours = table.map(([, fields]) => fields as Record<string, unknown>);
        expect(ours.map(({ title, description }) => [title ?? '', description ?? ''])).to.deep.equal(
          theirs.map(([title, description]) => [title, description]),
        );
      }),
      { numRuns: runs(100) },
    );
  });
});
