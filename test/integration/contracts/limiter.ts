import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Limit, Limiter } from '../../../src/core/shared/limits.js';
import { eventually } from './fixtures.js';

let made = 0;

/** A limit of one test. */
export const aLimit = (overrides: Partial<Limit> = {}): Limit => {
  made += 1;
  return { name: `limit-${made}`, max: 3, seconds: 900, ...overrides };
};

export const takes = (limiter: Limiter, limit: Limit, key: string, times: number) =>
  Promise.all(Array.from({ length: times }, () => limiter.take(limit, key)));

/** How many of those were let through. */
export const through = (waits: readonly number[]) => waits.filter((wait) => wait === 0).length;

/** What every Limiter promises. It may be shared: each test has limits of its own. */
export const limiterContract = (name: string, opened: () => Limiter) => {
  describe(`limiter: ${name}`, () => {
    it('taken as often as allowed, and once more: rejects that one, with the seconds to wait', async () => {
      const limit = aLimit();
      for (let i = 0; i < limit.max; i += 1) expect(await opened().take(limit, 'key')).to.equal(0);
      for (let i = 0; i < 3; i += 1) expect(await opened().take(limit, 'key')).to.be.within(890, 900);
    });

    it('taken fifty times at once: lets through as many as may be', async () => {
      expect(through(await takes(opened(), aLimit({ max: 7 }), 'key', 50))).to.equal(7);
    });

    it('another key, or another limit: counts by itself', async () => {
      const [limit, other] = [aLimit({ max: 1 }), aLimit({ max: 1 })];
      const taken = [
        [limit, 'key'],
        [limit, 'KEY'],
        [limit, ''],
        [limit, 'key '],
        [other, 'key'],
      ] as const;
      for (const [one, key] of taken) expect(await opened().take(one, key)).to.equal(0);
      for (const [one, key] of taken) expect(await opened().take(one, key)).to.be.greaterThan(0);
    });

    it('a key of any text: is a key', async () => {
      const limit = aLimit({ max: 1 });
      for (const key of ['Émile 🎻\0\r\n', 'x'.repeat(10_000), '__proto__', '*', '\ud800']) {
        expect([await opened().take(limit, key), (await opened().take(limit, key)) > 0]).to.deep.equal([
          0,
          true,
        ]);
      }
    });

    it('given back: may be taken once more, also after it was full', async () => {
      const limit = aLimit();
      await takes(opened(), limit, 'key', 10);
      await opened().giveBack(limit, 'key');
      expect(through(await takes(opened(), limit, 'key', 10))).to.equal(1);
    });

    it('given back more often than it was taken: counts from nothing, not from below', async () => {
      const limit = aLimit();
      await opened().giveBack(limit, 'key');
      await opened().take(limit, 'key');
      for (let i = 0; i < 5; i += 1) await opened().giveBack(limit, 'key');
      expect(through(await takes(opened(), limit, 'key', 10))).to.equal(limit.max);
    });

    it('full, until its window ends: counts from nothing, though it was asked for meanwhile', async () => {
      const limit = aLimit({ seconds: 1 });
      let wait = 0;
      while (wait === 0) wait = await opened().take(limit, 'key');
      expect(wait).to.equal(1);
      let asked = 0;
      for (; wait > 0; asked += 1) {
        wait = await opened().take(limit, 'key');
        await sleep(50);
      }
      expect(asked).to.be.greaterThan(1);
      const isWhole = async () => through(await takes(opened(), limit, 'key', limit.max)) === limit.max;
      await eventually(isWhole, 'it counted from nothing');
    });
  });
};
