import { expect } from 'chai';
import { fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { columns, read } from './reading.js';

describe('writing', () => {
  const one = {
    title: '=1+1',
    releaseYear: null,
    genres: ['drama', 'sci-fi'],
    description: 'Says "no",\nand goes',
    seasons: -1,
  };
  const { csv, ndjson } = fileFormats;

  it('CSV: follows RFC 4180, with formulas behind an apostrophe, and numbers as they are', () => {
    expect(csv.header(columns)).to.equal('title,releaseYear,genres,description,seasons\r\n');
    expect(csv.line(one, columns)).to.equal(`'=1+1,,"drama,sci-fi","Says ""no"",\nand goes",-1\r\n`);
    expect(csv.contentType).to.equal('text/csv; charset=utf-8; header=present');
  });

  it('NDJSON: is an object a line, without a header', () => {
    expect(ndjson.header(columns)).to.equal('');
    expect(JSON.parse(ndjson.line(one, columns))).to.deep.equal(one);
    expect(ndjson.line(one, columns)).to.match(/^[^\n]+\n$/);
    expect(ndjson.contentType).to.equal('application/x-ndjson; charset=utf-8');
  });

  const texts = {
    "'=1+1": "''=1+1",
    "'": "''",
    '': "'",
    "'tis": "'tis",
    "Ocean's Eleven": "Ocean's Eleven",
    ' =1+1': "' =1+1",
    '-30-': "'-30-",
    '＝cmd': "'＝cmd",
    '3 = 3': '3 = 3',
  };
  for (const [text, cell] of Object.entries(texts)) {
    it(`CSV, the text ${JSON.stringify(text)}: is written as ${JSON.stringify(cell)}, and read back`, async () => {
      const line = csv.line({ ...one, title: text }, columns);
      expect(line.split(',')[0]).to.equal(cell);
      expect(await read(csv, csv.header(columns) + line)).to.deep.equal([[2, { ...one, title: text }]]);
    });
  }
});
