import { expect } from 'chai';
import { inputErrorOf, lines, readTsv } from './reading.js';

const names = ['tconst', 'directors', 'writers'];
const header = names.join('\t');
const read = (content: string | Uint8Array) => readTsv(content, names);

describe('reading a tab-separated table', () => {
  it('with \\N: reads null, where it is the whole cell', async () => {
    const rows = await read(lines(header, 'tt1\t\\N\tnm1,nm2', 'tt2\t\\N,\\N\t'));
    expect(rows).to.deep.equal([
      [2, { tconst: 'tt1', directors: null, writers: 'nm1,nm2' }],
      [3, { tconst: 'tt2', directors: '\\N,\\N', writers: '' }],
    ]);
  });

  it('with quotes, commas and backslashes: keeps them', async () => {
    expect(await read(lines(header, '"tt1\t"a", ""b""\t\\n\\\\'))).to.deep.equal([
      [2, { tconst: '"tt1', directors: '"a", ""b""', writers: '\\n\\\\' }],
    ]);
  });

  it('with Windows line ends and empty lines: reads the rows', async () => {
    const rows = await read(`\ufeff${header}\r\n\r\na\tb\tc\r\n\nd\te\tf`);
    expect(rows).to.deep.equal([
      [3, { tconst: 'a', directors: 'b', writers: 'c' }],
      [5, { tconst: 'd', directors: 'e', writers: 'f' }],
    ]);
  });

  const wrong = {
    'with fewer cells': [Buffer.from('a\tb'), 'wrong-cell-count'],
    'with more cells': [Buffer.from('a\tb\tc\t'), 'wrong-cell-count'],
    'that is not UTF-8': [Buffer.from('a\tb\t\xff', 'latin1'), 'not-utf8'],
  } as const;
  it('with an invalid row: rejects that one, and reads the others', async () => {
    for (const [name, [line, code]] of Object.entries(wrong)) {
      const around = [Buffer.from(lines(header, 'a\tb\tc')), line, Buffer.from('\nd\te\tf\n')];
      expect(await read(Buffer.concat(around)), name).to.deep.equal([
        [2, { tconst: 'a', directors: 'b', writers: 'c' }],
        [3, code],
        [4, { tconst: 'd', directors: 'e', writers: 'f' }],
      ]);
    }
  });

  const headers = {
    'in another order': 'tconst\twriters\tdirectors',
    'that lack one': 'tconst\tdirectors',
    'with one more': `${header}\tcomposers`,
    'of another file': 'nconst\tprimaryName',
    'separated by commas': names.join(','),
  };
  it('with another header, or none: is rejected as a whole, with the expected one', async () => {
    for (const [name, line] of Object.entries(headers))
      expect(await inputErrorOf(read(lines(line, 'a\tb\tc'))), name).to.equal(
        `rows, line 1: the columns are ${line.replaceAll('\t', ', ')}; expected: tconst, directors, writers`,
      );
    expect(await inputErrorOf(read(''))).to.equal('rows, line 1: the file is empty: it needs a header');
    expect(await read(header)).to.deep.equal([]);
  });

  it('with control characters in the header: is rejected with a message without them', async () => {
    const error = await inputErrorOf(read('tconst\t\x1b[2J\x9b2J\r\twriters'));
    expect(error).to.match(/the columns are tconst, \ufffd\[2J\ufffd2J\ufffd, writers; expected: /);
  });
});
