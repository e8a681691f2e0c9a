import { expect } from 'chai';
import type { Report } from '../../../app/src/api/imports.js';
import { byText, columnForIds } from '../../../app/src/views/imports/rejections.js';

const example = (line: number, text: string) => ({ file: 'a.csv', line, text });

describe('the rejected rows of an import at /app', () => {
  it('with the same reason: are shown with it once', () => {
    const [first, second, third] = [example(2, 'no id'), example(3, 'too long'), example(4, 'no id')];
    expect(byText([first, second, third])).to.deep.equal([
      ['no id', [first, third]],
      ['too long', [second]],
    ]);
  });

  it('that lack an id: can have the column of their name as id, unless a column is read as id', () => {
    const job = (rejected: string, columns: Report['files'][number]['columns']) => ({
      failure: null,
      dryRun: {
        ...{ counts: {}, otherRejections: 0, otherTypes: [], otherLabels: [], leftOut: [], kept: [] },
        rejections: [{ column: rejected, rows: 1, examples: [] }],
        files: [{ file: 'a.csv', source: null, columns, ignored: [], firstRows: [] }],
      },
    });
    const title = { column: 'Film', fields: ['title'] };
    const names = ['name', 'title'];
    expect(columnForIds(job('sourceId', [title]), names)).to.equal('Film');
    expect(columnForIds(job('title', [title]), names)).to.equal(undefined);
    expect(columnForIds(job('sourceId', [title, { column: 'URI', fields: ['sourceId'] }]), names)).to.equal(
      undefined,
    );
    expect(columnForIds(job('sourceId', [{ column: 'Mood', fields: [] }]), names)).to.equal(undefined);
    expect(columnForIds({ failure: null, dryRun: null }, names)).to.equal(undefined);
  });
});
