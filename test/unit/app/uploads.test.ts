import { expect } from 'chai';
import { type SendOptions, Uploads } from '../../../app/src/api/uploads.js';

/** Uploads whose requests the test ends. */
const controlled = () => {
  const requests: (SendOptions & { end(error?: Error): void })[] = [];
  const counts: number[] = [];
  const uploads = new Uploads(
    (_id, _file, options) =>
      new Promise<void>((resolve, reject) => {
        options.signal.addEventListener('abort', () => reject(options.signal.reason));
        requests.push({ ...options, end: (error) => (error ? reject(error) : resolve()) });
      }),
    (count) => counts.push(count),
  );
  return { uploads, requests, counts };
};
const file = new File(['title\n'], 'films.csv');

describe('an upload at /app', () => {
  it('reports what is sent, and is forgotten when it has succeeded; its file is kept', async () => {
    const { uploads, requests, counts } = controlled();
    let changes = 0;
    const unsubscribe = uploads.subscribe(() => {
      changes += 1;
    });
    const done = uploads.start(1, file);
    requests[0]?.onProgress(3);
    expect(uploads.get(1)).to.include({ sent: 3, isSending: true });
    expect(counts.at(-1)).to.equal(1);
    requests[0]?.end();
    await done;
    expect([uploads.get(1), uploads.fileOf(1), counts.at(-1)]).to.deep.equal([undefined, file, 0]);
    expect(changes).to.be.at.least(3);
    unsubscribe();
  });

  it('that fails: has the error, and can be sent again', async () => {
    const { uploads, requests, counts } = controlled();
    const failing = uploads.start(1, file);
    const error = new TypeError('broke off');
    requests[0]?.end(error);
    await failing;
    expect(uploads.get(1)).to.include({ isSending: false, error });
    expect(counts.at(-1)).to.equal(0);
    const again = uploads.start(1, file);
    expect(uploads.get(1)).to.deep.equal({ file, sent: 0, isSending: true });
    requests[1]?.end();
    await again;
    expect(uploads.get(1)).to.equal(undefined);
  });

  it('that another one replaces, or that is stopped: is aborted, and changes nothing any more', async () => {
    const { uploads, requests } = controlled();
    const first = uploads.start(1, file);
    const second = uploads.start(1, file);
    expect(requests[0]?.signal.aborted).to.equal(true);
    await first;
    expect(uploads.get(1)).to.include({ isSending: true });
    uploads.stop(1);
    requests[1]?.onProgress(5);
    await second;
    expect(uploads.get(1)).to.equal(undefined);
  });
});
