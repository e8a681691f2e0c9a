import { expect } from 'chai';
import { showProgress } from '../../../src/adapters/terminal/progress.js';

const setUp = (isTTY: boolean, columns = 200) => {
  const world = { now: 0, written: [] as string[] };
  const stream = {
    isTTY,
    columns,
    write: (text: string | Uint8Array) => {
      world.written.push(String(text));
      return true;
    },
  };
  const progress = showProgress(stream, () => world.now);
  return {
    progress,
    written: world.written,
    /** Reports the progress at that second, of 1,000 bytes. */
    at: (seconds: number, bytes: number, rows: number) => {
      world.now = seconds * 1000;
      progress.update({ bytes, totalBytes: 1000, rows });
    },
  };
};

describe('progress, where there is no terminal', () => {
  it('at any time, and at the end: is nothing', () => {
    const { at, progress, written } = setUp(false);
    at(100, 1000, 7);
    progress.stop();
    expect(written).to.deep.equal([]);
  });
});

describe('progress, on a terminal', () => {
  it('at any time: is one line that is drawn over, ten times a second at most', () => {
    const { at, progress, written } = setUp(true);
    at(0.05, 100, 1);
    at(0.1, 250, 2);
    at(0.15, 500, 3);
    expect(written).to.deep.equal(['\r[######------------------] 25%, 2 rows, 20/s, 00:00 left\x1b[K']);
    progress.stop();
    expect(written.slice(1)).to.deep.equal([
      '\r[############------------] 50%, 3 rows, 20/s, 00:00 left\x1b[K',
      '\n',
    ]);
  });

  it('before the first byte: has no time left; with hours to go: has them', () => {
    const { at, written } = setUp(true);
    at(5, 0, 0);
    at(100, 10, 1_234_567);
    expect(written.map((text) => text.slice(text.indexOf(']') + 1))).to.deep.equal([
      '  0%, 0 rows, 0/s, unknown left\x1b[K',
      '  1%, 1,234,567 rows, 12,346/s, 02:45:00 left\x1b[K',
    ]);
  });

  it('of empty files: is complete; before anything is read: is nothing', () => {
    const { progress, written } = setUp(true);
    progress.stop();
    expect(written).to.deep.equal([]);
    progress.update({ bytes: 0, totalBytes: 0, rows: 0 });
    progress.stop();
    expect(written[0]).to.include(']100%, 0 rows, 0/s, 00:00 left');
  });

  it('that is narrow: stays within its line', () => {
    const { at, written } = setUp(true, 30);
    at(1, 1000, 5);
    expect(written).to.deep.equal(['\r[########################]100\x1b[K']);
  });
});
