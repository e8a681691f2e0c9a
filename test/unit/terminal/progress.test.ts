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
  it('at any time: is a line every five seconds', () => {
    const { at, written } = setUp(false);
    for (let seconds = 1; seconds <= 14; seconds += 1) at(seconds, seconds * 50, seconds * 1000);
    expect(written).to.deep.equal([
      '25%, 5,000 rows, 1,000/s, 00:15 left\n',
      '50%, 10,000 rows, 1,000/s, 00:10 left\n',
    ]);
  });

  it('at the end: is another line', () => {
    const { at, progress, written } = setUp(false);
    at(2, 1000, 7);
    progress.stop();
    progress.stop();
    expect(written).to.deep.equal(['100%, 7 rows, 4/s, 00:00 left\n']);
  });

  it('before the first byte: has no time left; with hours to go: has them', () => {
    const { at, written } = setUp(false);
    at(5, 0, 0);
    at(100, 10, 1_234_567);
    expect(written).to.deep.equal([
      '0%, 0 rows, 0/s, unknown left\n',
      '1%, 1,234,567 rows, 12,346/s, 02:45:00 left\n',
    ]);
  });

  it('of empty files: is complete; before anything is read: is nothing', () => {
    const { progress, written } = setUp(false);
    showProgress({ isTTY: false, columns: 80, write: () => expect.fail('nothing was read') }, () => 0).stop();
    progress.update({ bytes: 0, totalBytes: 0, rows: 0 });
    progress.stop();
    expect(written).to.deep.equal(['100%, 0 rows, 0/s, 00:00 left\n']);
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

  it('that is narrow: stays within its line', () => {
    const { at, written } = setUp(true, 30);
    at(1, 1000, 5);
    expect(written).to.deep.equal(['\r[########################]100\x1b[K']);
  });
});
