import { expect } from 'chai';
import { writeXlsx } from 'hucre/xlsx';
import { createXlsx, xlsx } from '../../../../src/adapters/import/files/xlsx.js';
import { sheetRecords } from '../../../../src/adapters/import/files/xlsx-records.js';
import { columns, inputErrorOf, rowsBy, withFile } from './reading.js';
import { zip } from './zipping.js';

const withoutThread = createXlsx(sheetRecords);
const readXlsx = (content: Uint8Array, sheet?: string, { read } = withoutThread) =>
  withFile(content, (file) => rowsBy(read(file, columns, { sheet })));

const films = {
  name: 'Films',
  rows: [['title', 'releaseYear', 'genres', null], [], ['A', 2009, 'drama, war']],
};
const others = { name: 'Others', rows: [['title'], ['B']] };

describe('reading a spreadsheet', () => {
  it('gives the rows of the first sheet, or of the one that is named, and skips blank rows', async () => {
    const content = await writeXlsx({ sheets: [films, others] });
    expect(await readXlsx(content)).to.deep.equal([
      [3, { title: 'A', releaseYear: 2009, genres: ['drama', 'war'] }],
    ]);
    expect(await readXlsx(content, 'Others')).to.deep.equal([[2, { title: 'B' }]]);
    expect(await inputErrorOf(readXlsx(content, 'films'))).to.equal(
      'rows: there is no sheet "films". Sheets: Films, Others',
    );
  });

  it('in a thread: gives all chunks of rows, and errors with their file', async () => {
    const many = { name: 'Many', rows: [['title'], ...Array.from({ length: 1200 }, (_, n) => [`${n}`])] };
    const rows = await readXlsx(await writeXlsx({ sheets: [many] }), undefined, xlsx);
    expect(rows.map(([, row]) => row)).to.deep.equal(many.rows.slice(1).map(([title]) => ({ title })));
    const damaged = zip({ name: 'a.xml', content: Buffer.alloc(2 ** 21) });
    expect(await inputErrorOf(readXlsx(damaged, undefined, xlsx))).to.match(
      /^rows\/a\.xml: it unpacks to more/,
    );
  });

  it('with hidden sheets in front: gives the rows of the first one that a person sees', async () => {
    const hidden = { name: 'Lookup', rows: [['colour'], ['red']], hidden: true };
    const content = await writeXlsx({ sheets: [hidden, { ...hidden, name: 'Macros' }, others] });
    expect(await readXlsx(content)).to.deep.equal([[2, { title: 'B' }]]);
  });

  const values = [
    ['  Za\u017c\u00f3\u0142\u0107 & <b>\n "x" ', '  Za\u017c\u00f3\u0142\u0107 & <b>\n "x" '],
    ['007', '007'],
    [0.1 + 0.2, '0.3'],
    [1e21, '1e+21'],
    [true, 'true'],
    [new Date('2009-05-01T00:00:00Z'), '2009-05-01'],
    [new Date('2009-05-01T20:15:00Z'), '2009-05-01 20:15:00'],
  ] as const;
  for (const stringMode of ['shared', 'inline'] as const) {
    it(`with ${stringMode} strings: gives values as a person sees them`, async () => {
      const rows = [['title'], ...values.map(([value]) => [value])];
      const read = await readXlsx(await writeXlsx({ sheets: [{ name: 'S', rows }], stringMode }));
      expect(read.map(([, fields]) => fields)).to.deep.equal(values.map(([, title]) => ({ title })));
    });
  }

  it('with more cells than the header: rejects the row; with fewer: they are empty', async () => {
    const rows = [['title', 'description'], ['A'], ['B', 'b', 'x'], ['C', 'c', ' ']];
    expect(await readXlsx(await writeXlsx({ sheets: [{ name: 'S', rows }] }))).to.deep.equal([
      [2, { title: 'A', description: null }],
      [3, 'wrong-cell-count'],
      [4, { title: 'C', description: 'c' }],
    ]);
  });

  const hostile: Record<string, [Uint8Array | Promise<Uint8Array>, RegExp]> = {
    'that is empty': [writeXlsx({ sheets: [{ name: 'S', rows: [] }] }), /^rows, line 1: the file is empty/],
    'with unknown columns': [
      writeXlsx({ sheets: [{ name: 'S', rows: [['colour']] }] }),
      /^rows, line 1: "colour" is not a column/,
    ],
    'that is no spreadsheet': [
      zip({ name: 'a.txt', content: 'x' }),
      /^rows: the spreadsheet cannot be read: /,
    ],
    'that is no archive': [Buffer.from('title\nA\n'), /^rows: the ZIP archive cannot be read: /],
    'that is encrypted or old': [
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /^rows: it is encrypted or in the format/,
    ],
    'of more than 20 MiB': [
      Buffer.alloc(20 * 2 ** 20 + 1),
      /^rows: it is larger than 20 MiB: save it as CSV$/,
    ],
    'with a bomb': [
      zip({ name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(2 ** 21) }),
      /^rows\/xl\/worksheets\/sheet1\.xml: it unpacks to more than 100 times its size/,
    ],
    'that unpacks to more than 300 MiB': [
      zip({ name: 'a.xml', content: 'x', size: 301 * 2 ** 20 }),
      /^rows: it unpacks to more than 300 MiB$/,
    ],
    'that is cut off': [
      writeXlsx({ sheets: [films] }).then((whole) => whole.subarray(0, -40)),
      /^rows: the ZIP archive cannot be read: /,
    ],
  };
  for (const [name, [content, reason]] of Object.entries(hostile)) {
    it(`${name}: is rejected`, async () => {
      expect(await inputErrorOf(readXlsx(await content))).to.match(reason);
    });
  }
});
