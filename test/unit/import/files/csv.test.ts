import { expect } from 'chai';
import { inputErrorOf, lines, readCsv } from './reading.js';

const header = 'title,releaseYear,genres,description,seasons';

describe('reading CSV', () => {
  it('with all columns, and empty cells after the last: parses cells by the types of their columns', async () => {
    const rows = await readCsv(lines(header, 'Borgen,2010,"drama,comedy",Of politics,4', 'Luther,,,,, ,'));
    expect(rows).to.deep.equal([
      [
        2,
        {
          title: 'Borgen',
          releaseYear: 2010,
          genres: ['drama', 'comedy'],
          description: 'Of politics',
          seasons: 4,
        },
      ],
      [3, { title: 'Luther', releaseYear: null, genres: [], description: null }],
    ]);
  });

  it('with quotes: keeps commas, quotes and newlines within, and counts lines', async () => {
    const rows = await readCsv('title,description\r\n"A ""B"", C","one\r\n\r\n""two""\nthree"\r\n"",D\r\n');
    expect(rows).to.deep.equal([
      [2, { title: 'A "B", C', description: 'one\r\n\r\n"two"\nthree' }],
      [6, { description: 'D' }],
    ]);
  });

  it('with a byte order mark and empty lines: reads the rows', async () => {
    const rows = await readCsv('\ufefftitle\r\n\r\nA\r\n\r\n\r\nB\r\n\r\n');
    expect(rows).to.deep.equal([
      [3, { title: 'A' }],
      [6, { title: 'B' }],
    ]);
  });

  it('with some columns in another order, and spaces: keeps the spaces, except around the values of a list', async () => {
    expect(await readCsv('seasons,title\n4, Borgen ')).to.deep.equal([
      [2, { seasons: 4, title: ' Borgen ' }],
    ]);
    expect(await readCsv(lines('title,genres', ' A ,"drama, comedy "'))).to.deep.equal([
      [2, { title: ' A ', genres: ['drama', 'comedy'] }],
    ]);
  });

  it('with numbers in canonical form: parses them; with other text: keeps it, for the schema to reject', async () => {
    const numbers = { '0': 0, '7': 7, '-3': -3, '9007199254740991': Number.MAX_SAFE_INTEGER };
    const texts = '1.5 1e3 007 -0 0x10 +1 many 9007199254740993'.split(' ').concat(' 1', '9'.repeat(400));
    for (const [cell, seasons] of [...Object.entries(numbers), ...texts.map((text) => [text, text] as const)])
      expect(await readCsv(lines('seasons', cell))).to.deep.equal([[2, { seasons }]]);
  });

  const headers = {
    'that is unknown': ['title,colour', '"colour" is not a column. Supported: '],
    'that is no column but a part of every object': ['title,__proto__', '"__proto__" is not a column. '],
    'in another case': ['Title', '"Title" is not a column. '],
    'with a separator of its own': ['title^seasons', '"title^seasons" is not a column. '],
    'without a name': ['title,', '"" is not a column. '],
    'that is there twice': ['title,seasons,title', 'the column "title" is repeated'],
    'whose second quote is never closed': [
      'title,"seasons',
      'invalid header: a quoted cell begins here and is not closed',
    ],
    'whose quote is never closed': ['"title', 'invalid header: a quoted cell begins here and is not closed'],
    'that is not UTF-8': ['titl\xe9', 'invalid header: the line is not valid UTF-8'],
  };
  it('with an invalid header, or without one: is rejected as a whole, with line and name', async () => {
    for (const [name, [line = '', reason]] of Object.entries(headers)) {
      const error = await inputErrorOf(readCsv(Buffer.from(`${line}\nA,1\n`, 'latin1')));
      expect(error.startsWith(`rows, line 1: ${reason}`), `${name}: ${error}`).to.equal(true);
    }
    expect(await inputErrorOf(readCsv('colour\n'))).to.match(
      /: title, releaseYear, genres, description, seasons$/,
    );
    for (const content of ['', '\r\n\r\n', '\ufeff'])
      expect(await inputErrorOf(readCsv(content))).to.match(/^rows, line 1: the file is empty/);
    expect(await readCsv(header)).to.deep.equal([]);
  });

  const faults = {
    'with fewer cells': ['A', 'wrong-cell-count'],
    'with more cells': ['A,1,,x', 'wrong-cell-count'],
    'with a quote in the middle of a cell': ['The 5" disk,1', 'stray-quote'],
    'with two of them': ['The "Disk",1', 'stray-quote'],
    'with text behind a quoted cell': ['"A"b,1', 'stray-quote'],
    'with a quote that is never closed': ['"A,1', 'unclosed-quote'],
    'with a quote that is closed too late': ['"A""",""1', 'stray-quote'],
  };
  it('with an invalid row: rejects that one, and reads the others', async () => {
    for (const [name, [line = '', code]] of Object.entries(faults)) {
      const rows = await readCsv(lines('title,seasons', 'A,1', line, 'B,2', 'C,3'));
      expect(rows, name).to.deep.equal([
        [2, { title: 'A', seasons: 1 }],
        [3, code],
        [4, { title: 'B', seasons: 2 }],
        [5, { title: 'C', seasons: 3 }],
      ]);
    }
  });

  it('with two quotes that are never closed, far apart: rejects those two rows', async () => {
    const rows = await readCsv(lines('title,seasons', '"A,1', 'B,2', '"C",3', '"D,4', 'E,5'));
    expect(rows).to.deep.equal([
      [2, 'stray-quote'],
      [3, { title: 'B', seasons: 2 }],
      [4, { title: 'C', seasons: 3 }],
      [5, 'unclosed-quote'],
      [6, { title: 'E', seasons: 5 }],
    ]);
  });

  it('with unclosed quotes in a file with tabs: reads them as text, each row by itself', async () => {
    const cells = ['"A\t1', 'B\t2', '5" C\t3', '"D"\t4', '"E\t"F', '"G\nH"\t5', '"I\t6', 'J\t7'];
    expect(await readCsv(lines('title\tdescription', ...cells))).to.deep.equal([
      [2, { title: '"A', description: '1' }],
      [3, { title: 'B', description: '2' }],
      [4, { title: '5" C', description: '3' }],
      [5, { title: 'D', description: '4' }],
      [6, { title: '"E', description: '"F' }],
      [7, { title: 'G\nH', description: '5' }],
      [9, { title: '"I', description: '6' }],
      [10, { title: 'J', description: '7' }],
    ]);
  });

  it('with rows that are not UTF-8, over several lines too: rejects those', async () => {
    const content = 'title,seasons\nCaf\xe9,1\n"Caf\xe9\nand\nmore",2\n"and\ncaf\xe9",3\nB,2\n';
    expect(await readCsv(Buffer.from(content, 'latin1'))).to.deep.equal([
      [2, 'not-utf8'],
      [3, 'not-utf8'],
      [6, 'not-utf8'],
      [8, { title: 'B', seasons: 2 }],
    ]);
  });

  it('with a line over 1 MiB, within quotes or not: rejects the row that it belongs to', async () => {
    const long = 'x'.repeat(2 ** 20 + 1);
    const rows = await readCsv(lines('title,seasons', `${long},1`, '"A', `${long}",1`, 'B,2'));
    expect(rows).to.deep.equal([
      [2, 'too-long'],
      [3, 'unclosed-quote'],
      [4, 'too-long'],
      [5, { title: 'B', seasons: 2 }],
    ]);
  });
});
