import { expect } from 'chai';
import { fileFormats } from '../../../../src/adapters/import/files/file-format.js';
import { columns } from './reading.js';

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

  it('NDJSON: has an object per line, without a header', () => {
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
  it('CSV: marks formulas, and texts that could be taken for a mark, with an apostrophe', () => {
    for (const [text, cell] of Object.entries(texts))
      expect(csv.line({ ...one, title: text }, columns).split(',')[0], text).to.equal(cell);
  });
});
