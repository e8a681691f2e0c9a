import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { Bulkhead } from '../../../src/core/shared/bulkhead.js';
import { DomainError } from '../../../src/core/shared/errors.js';

/** Work that runs until the test ends it, and the order in which it began. */
const controlled = () => {
  const begun: number[] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const work = (n: number) => () => {
    begun.push(n);
    return new Promise<number>((resolve, reject) => {
      ends[n] = { resolve: () => resolve(n), reject };
    });
  };
  return { begun, ends, work };
};

describe('a bulkhead of two slots', () => {
  it('five calls: runs two at a time, in the order of their arrival, and returns what each returns', async () => {
    const { begun, ends, work } = controlled();
    const bulkhead = new Bulkhead('tests', 2, 60_000);
    const calls = [0, 1, 2, 3, 4].map((n) => bulkhead.run(work(n)));
    await turn();
    expect(begun).to.deep.equal([0, 1]);
    for (const n of [1, 0, 2, 3]) {
      ends[n]?.resolve();
      expect(await calls[n]).to.equal(n);
      await turn();
    }
    expect(begun).to.deep.equal([0, 1, 2, 3, 4]);
    ends[4]?.resolve();
    expect(await calls[4]).to.equal(4);
  });

  it('work that throws: passes the error on, and frees its slot', async () => {
    const { begun, ends, work } = controlled();
    const bulkhead = new Bulkhead('tests', 2, 60_000);
    const calls = [0, 1, 2].map((n) => bulkhead.run(work(n)));
    await turn();
    ends[0]?.reject(new Error('broken'));
    expect(await calls[0]?.catch((error: Error) => error.message)).to.equal('broken');
    await turn();
    expect(begun).to.deep.equal([0, 1, 2]);
    for (const n of [1, 2]) ends[n]?.resolve();
    await Promise.all(calls.slice(1));
  });

  it('a call that waits for too long: is unavailable, never runs, and uses no slot', async () => {
    const { begun, ends, work } = controlled();
    const bulkhead = new Bulkhead('tests', 2, 20);
    const calls = [0, 1].map((n) => bulkhead.run(work(n)));
    const refused = await bulkhead.run(work(2)).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(DomainError).and.to.include({ code: 'unavailable' });
    expect((refused as DomainError).cause).to.have.property(
      'message',
      'tests: none of 2 slots became free within 20 ms',
    );
    for (const n of [0, 1]) ends[n]?.resolve();
    await Promise.all(calls);
    const after = [3, 4, 5].map((n) => bulkhead.run(work(n)));
    await turn();
    expect(begun).to.deep.equal([0, 1, 3, 4]);
    for (const n of [3, 4]) ends[n]?.resolve();
    await Promise.all(after.slice(0, 2));
    await turn();
    ends[5]?.resolve();
    expect(await after[2]).to.equal(5);
  });
});
