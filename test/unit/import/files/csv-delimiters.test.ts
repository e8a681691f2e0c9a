import { expect } from 'chai';
import { fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { inputErrorOf, lines, read, readCsv } from './reading.js';

describe('the delimiter of CSV:', () => {
  const delimited = {
    'semicolons, and commas in cells': ['title;genres', 'A, B;drama, comedy', ';;', '"C;D";'],
    'tabs, and quotes in cells': ['title\tdescription', 'The 5" "disk"\tA; B', '"a\tb"\tc', '"A" b\t'],
    'bars, and commas in cells': ['title|seasons', 'A, B|1', 'C, D|2'],
    'commas, and bars in cells': ['title,genres', 'A|B,drama', 'C|D,comedy'],
    'a quoted header': ['"title";"description"', '"A, B";"C"', '"D, E";"F"'],
    'a header alone': ['title;seasons'],
    'one column, and commas in cells': ['title', 'A, B', 'C, D'],
    'one column, and semicolons in cells': ['title', 'A; B', 'C; D'],
    "Excel's declaration": ['sep=^', 'title^seasons', 'A^1'],
    'rows of delimiters and spaces': ['title,description', ',', ' , ', '"",""', '\t,\u00a0', 'A,'],
  };
  const expected: Record<keyof typeof delimited, unknown[]> = {
    'semicolons, and commas in cells': [
      [2, { title: 'A, B', genres: ['drama', 'comedy'] }],
      [4, { title: 'C;D', genres: [] }],
    ],
    'tabs, and quotes in cells': [
      [2, { title: 'The 5" "disk"', description: 'A; B' }],
      [3, { title: 'a\tb', description: 'c' }],
      [4, { title: '"A" b', description: null }],
    ],
    'bars, and commas in cells': [
      [2, { title: 'A, B', seasons: 1 }],
      [3, { title: 'C, D', seasons: 2 }],
    ],
    'commas, and bars in cells': [
      [2, { title: 'A|B', genres: ['drama'] }],
      [3, { title: 'C|D', genres: ['comedy'] }],
    ],
    'a quoted header': [
      [2, { title: 'A, B', description: 'C' }],
      [3, { title: 'D, E', description: 'F' }],
    ],
    'a header alone': [],
    'one column, and commas in cells': [
      [2, { title: 'A, B' }],
      [3, { title: 'C, D' }],
    ],
    'one column, and semicolons in cells': [
      [2, { title: 'A; B' }],
      [3, { title: 'C; D' }],
    ],
    "Excel's declaration": [[3, { title: 'A', seasons: 1 }]],
    'rows of delimiters and spaces': [[6, { title: 'A', description: null }]],
  };
  for (const [name, rows] of Object.entries(delimited)) {
    it(`with ${name}: detects the delimiter, and skips blank rows`, async () => {
      for (const end of ['\n', '\r\n', '\r\r\n'])
        expect(await readCsv(rows.join(end))).to.deep.equal(expected[name as keyof typeof delimited]);
    });
  }

  it('with a given delimiter: does not detect one', async () => {
    const content = lines('title:seasons', 'A, B:1');
    expect(await read(fileFormats.csv, content, { delimiter: ':' })).to.deep.equal([
      [2, { title: 'A, B', seasons: 1 }],
    ]);
    expect(await inputErrorOf(read(fileFormats.csv, 'title;seasons', { delimiter: ',' }))).to.include(
      '"title;seasons" is not a column',
    );
  });
});
