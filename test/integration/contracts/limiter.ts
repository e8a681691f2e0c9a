import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Limit, Limiter } from '../../../src/core/shared/limits.js';
import { eventually } from './fixtures.js';

let made = 0;

/** Returns a limit that no other test uses. */
export const aLimit = (overrides: Partial<Limit> = {}): Limit => {
  made += 1;
  return { name: `limit-${made}`, max: 3, seconds: 900, ...overrides };
};

export const takes = (limiter: Limiter, limit: Limit, key: string, times: number) =>
  Promise.all(Array.from({ length: times }, () => limiter.take(limit, key)));

/** Returns how many of the calls were allowed. */
export const through = (waits: readonly number[]) => waits.filter((wait) => wait === 0).length;

/** The contract of Limiter. It may be shared, so each test uses its own limits. */
export const limiterContract = (name: string, opened: () => Limiter) => {
  describe(`limiter: ${name}`, () => {
    it('with one call over the limit: rejects it, and returns the seconds to wait', async () => {
      const limit = aLimit();
      for (let i = 0; i < limit.max; i += 1) expect(await opened().take(limit, 'key')).to.equal(0);
      for (let i = 0; i < 3; i += 1) expect(await opened().take(limit, 'key')).to.be.within(890, 900);
    });

    it('the state of a window: has the calls that are left, and the seconds until it ends', async () => {
      const limit = aLimit();
      const states = [];
      for (let i = 0; i < 4; i += 1) states.push(await opened().takeWithState(limit, 'key'));
      expect(states.map(({ remaining }) => remaining)).to.deep.equal([2, 1, 0, 0]);
      expect(states.map(({ wait }) => wait > 0)).to.deep.equal([false, false, false, true]);
      for (const { reset } of states) expect(reset).to.be.within(890, 900);
      expect(states[3]?.wait).to.equal(states[3]?.reset);
      await opened().giveBack(limit, 'key');
      expect((await opened().takeWithState(limit, 'key')).remaining).to.equal(0);
    });

    it('taken fifty times at once: allows as many as the limit', async () => {
      expect(through(await takes(opened(), aLimit({ max: 7 }), 'key', 50))).to.equal(7);
    });

    it('another key, or another limit: is counted separately', async () => {
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

    it('any text as a key: is accepted', async () => {
      const limit = aLimit({ max: 1 });
      for (const key of ['Émile 🎻\0\r\n', 'x'.repeat(10_000), '__proto__', '*', '\ud800']) {
        expect([await opened().take(limit, key), (await opened().take(limit, key)) > 0]).to.deep.equal([
          0,
          true,
        ]);
      }
    });

    it('given back: can be taken again, even if the limit was reached', async () => {
      const limit = aLimit();
      await takes(opened(), limit, 'key', 10);
      await opened().giveBack(limit, 'key');
      expect(through(await takes(opened(), limit, 'key', 10))).to.equal(1);
    });

    it('given back more often than taken: counts from zero', async () => {
      const limit = aLimit();
      await opened().giveBack(limit, 'key');
      await opened().take(limit, 'key');
      for (let i = 0; i < 5; i += 1) await opened().giveBack(limit, 'key');
      expect(through(await takes(opened(), limit, 'key', 10))).to.equal(limit.max);
    });

    it('full, after its window has ended: counts from zero again, even if there were calls meanwhile', async () => {
      const limit = aLimit({ seconds: 1 });
      let wait = 0;
      while (wait === 0) wait = await opened().take(limit, 'key');
      expect(wait).to.equal(1);
      let calls = 0;
      for (; wait > 0; calls += 1) {
        wait = await opened().take(limit, 'key');
        await sleep(50);
      }
      expect(calls).to.be.greaterThan(1);
      const isWhole = async () => through(await takes(opened(), limit, 'key', limit.max)) === limit.max;
      await eventually(isWhole, 'it counted from zero');
    });
  });
};
