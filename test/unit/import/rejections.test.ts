import { expect } from 'chai';
import { linesOfRejections } from '../../../src/commands/rejections.js';
import { Rejections, reasonLine } from '../../../src/core/import/rejections.js';
import { violation } from '../../../src/core/import/row-fields.js';

const columnOf = (field: string) =>
  ({ releaseYear: 'Year (column 2)', 'externalIds.tmdb': 'TMDb (column 3)' })[field] ?? field;
const row = (line: number, ...violations: ReturnType<typeof violation>[]) => ({
  place: { file: 'f.csv', line },
  violations,
  columnOf,
});
const year = (message: string) => violation('releaseYear', message, 'number');

describe('the report of rejected rows', () => {
  it('has a line for each reason, the most frequent first, with three examples in the words of the file', () => {
    const rejections = new Rejections();
    rejections.add([row(1, violation('', 'the row is not JSON', 'not-json'))]);
    for (let line = 2; line <= 1_235; line += 1)
      rejections.add([row(line, year(`releaseYear must be less than 2100, not ${line}`))]);
    rejections.add([row(9_999, violation('title', 'no title', 'x'), year('releaseYear must be less'))]);
    rejections.add([row(10_000, violation('title', 'no title', 'x'))]);
    expect(linesOfRejections(rejections)).to.deep.equal([
      'rejected: 1,235 rows: Year (column 2) must be less than 2100, not 2 (f.csv:2), must be less than 2100, not 3 (f.csv:3), must be less than 2100, not 4 (f.csv:4)',
      'rejected: 2 rows: title: no title (f.csv:9999, f.csv:10000)',
      'rejected: 1 row: the row is not JSON (f.csv:1)',
    ]);
  });

  it('names the column of an external id, if there is one', () => {
    const ids = ['tmdb', 'tvdb'].map((name) =>
      violation(`externalIds/${name}`, `externalIds.${name} is too long`, 'x'),
    );
    expect(reasonLine(row(1, ...ids))).to.equal(
      'line 1: TMDb (column 3) is too long; externalIds: externalIds.tvdb is too long',
    );
  });

  it('has the genres once, and counts a row with several unknown ones once', () => {
    const rejections = new Rejections();
    const unknown = ['Foo', 'Bar'].map((label, i) =>
      violation(`genres/${i}`, `"${label}" is not a genre`, 'unknown-genre'),
    );
    rejections.add([row(1, ...unknown), row(2, ...unknown)]);
    const [reason, genres, ...others] = linesOfRejections(rejections);
    expect(reason).to.equal('rejected: 2 rows: genres: "Foo" is not a genre (f.csv:1, f.csv:2)');
    expect(genres).to.match(/^The genres are: action, .*, western$/);
    expect(others).to.deep.equal([]);
  });

  it('of any number of reasons, with names of any length: is short, and counts all of them', () => {
    const rejections = new Rejections();
    for (let i = 0; i < 150; i += 1) {
      const field = `${i}${'x'.repeat(1_000)}`;
      rejections.add([row(i, violation(field, `${field} is not allowed`, 'object.unknown'))]);
    }
    expect(rejections.reasons).to.have.lengthOf(100);
    const lines = linesOfRejections(rejections);
    expect(lines).to.have.lengthOf(21);
    expect(lines.at(-1)).to.equal('rejected for other reasons: 130 rows');
    expect(Math.max(...lines.map(({ length }) => length))).to.be.lessThan(600);
  });

  it('of one row: has its line and all of its reasons', () => {
    const broken = row(
      7,
      year('releaseYear must be less'),
      violation('genres/1', '"Foo" is not a genre', 'x'),
    );
    expect(reasonLine(broken)).to.equal('line 7: Year (column 2) must be less; genres: "Foo" is not a genre');
  });
});
