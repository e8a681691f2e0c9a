import { expect } from 'chai';
import { inputErrorOf, lines, readTsv } from './reading.js';

const names = ['tconst', 'directors', 'writers'];
const header = names.join('\t');
const read = (content: string | Uint8Array) => readTsv(content, names);

describe('reading a tab-separated table', () => {
  it('with \\N: takes it for null, where it is all of a cell', async () => {
    const told = await read(lines(header, 'tt1\t\\N\tnm1,nm2', 'tt2\t\\N,\\N\t'));
    expect(told).to.deep.equal([
      [2, { tconst: 'tt1', directors: null, writers: 'nm1,nm2' }],
      [3, { tconst: 'tt2', directors: '\\N,\\N', writers: '' }],
    ]);
  });

  it('with quotes, commas and backslashes: takes them as they are', async () => {
    expect(await read(lines(header, '"tt1\t"a", ""b""\t\\n\\\\'))).to.deep.equal([
      [2, { tconst: '"tt1', directors: '"a", ""b""', writers: '\\n\\\\' }],
    ]);
  });

  it('with Windows line ends and empty lines: takes the rows', async () => {
    const told = await read(`\ufeff${header}\r\n\r\na\tb\tc\r\n\nd\te\tf`);
    expect(told).to.deep.equal([
      [3, { tconst: 'a', directors: 'b', writers: 'c' }],
      [5, { tconst: 'd', directors: 'e', writers: 'f' }],
    ]);
  });

  const wrong = {
    'with fewer cells': [Buffer.from('a\tb'), 'wrong-cell-count'],
    'with more cells': [Buffer.from('a\tb\tc\t'), 'wrong-cell-count'],
    'that is not UTF-8': [Buffer.from('a\tb\t\xff', 'latin1'), 'not-utf8'],
    'that is too long': [Buffer.alloc(2 ** 20 + 1, 'x'), 'too-long'],
  } as const;
  for (const [name, [line, code]] of Object.entries(wrong)) {
    it(`with a row ${name}: refuses that one, and reads the others`, async () => {
      const around = [Buffer.from(lines(header, 'a\tb\tc')), line, Buffer.from('\nd\te\tf\n')];
      expect(await read(Buffer.concat(around))).to.deep.equal([
        [2, { tconst: 'a', directors: 'b', writers: 'c' }],
        [3, code],
        [4, { tconst: 'd', directors: 'e', writers: 'f' }],
      ]);
    });
  }

  const headers = {
    'in another order': 'tconst\twriters\tdirectors',
    'that lack one': 'tconst\tdirectors',
    'with one more': `${header}\tcomposers`,
    'of another file': 'nconst\tprimaryName',
    'separated by commas': names.join(','),
  };
  for (const [name, line] of Object.entries(headers)) {
    it(`with columns ${name}: is refused as a whole, and says which there should be`, async () => {
      expect(await inputErrorOf(read(lines(line, 'a\tb\tc')))).to.equal(
        `rows, line 1: the columns are ${line.replaceAll('\t', ', ')}; expected: tconst, directors, writers`,
      );
    });
  }

  it('with a header that would do things to a terminal: is refused in words that do not', async () => {
    const error = await inputErrorOf(read('tconst\t\x1b[2J\x9b2J\r\twriters'));
    expect(error).to.match(/the columns are tconst, \ufffd\[2J\ufffd2J\ufffd, writers; expected: /);
  });

  it('with an empty file: is refused', async () => {
    expect(await inputErrorOf(read(''))).to.equal('rows, line 1: the file is empty: it needs a header');
  });

  it('with a header alone: gives nothing', async () => {
    expect(await read(header)).to.deep.equal([]);
  });
});
