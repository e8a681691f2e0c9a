import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Revocations } from '../../src/core/identity/revocations.js';
import {
  allReported,
  becomesFresh,
  follow,
  isLaggingForCache,
  stopFollowing,
} from './contracts/change-feed.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

describe('the change feed, by the clocks', () => {
  const database = useDatabase();
  const dateNow = Date.now;
  /** Sets the wall clock of this process ahead by a number of milliseconds. */
  const setAhead = (milliseconds: number) => {
    Date.now = () => dateNow() + milliseconds;
  };
  afterEach(async () => {
    Date.now = dateNow;
    await stopFollowing();
  });
  const lagging = ({ feed }: ReturnType<typeof follow>) => [feed.isLagging(), isLaggingForCache(feed)];
  const fresh = (followed: ReturnType<typeof follow>) =>
    eventually(() => !lagging(followed).includes(true), 'it followed');
  const started = async (...[listeners]: [Parameters<typeof follow>[1]?]) => {
    const followed = follow(database().url, listeners);
    await followed.feed.start();
    await fresh(followed);
    return followed;
  };

  it('before its first poll: lags; after it: does not', async () => {
    const followed = follow(database().url);
    expect(lagging(followed)).to.deep.equal([true, true]);
    const starting = followed.feed.start();
    expect(lagging(followed)).to.deep.equal([true, true]);
    await starting;
    await fresh(followed);
  });

  it('a process that was paused for a second: lags as soon as it continues', async () => {
    const followed = await started();
    await eventually(() => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      return !lagging(followed).includes(true);
    }, 'it was fresh after a fifth of a second');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 801);
    expect(lagging(followed)).to.deep.equal([true, true]);
    await becomesFresh(followed.feed);
  });

  it('a wall clock that jumps: lags at once, and is fresh by the new time with the next poll', async () => {
    const followed = await started();
    for (const jump of [1_500, -1_500, 28_000]) {
      setAhead(jump);
      expect(lagging(followed)).to.deep.equal([true, true]);
      await fresh(followed);
      Date.now = dateNow;
      expect(lagging(followed)).to.deep.equal([true, true]);
      await fresh(followed);
    }
  });

  it('a wall clock half a second off: does not lag', async () => {
    const followed = await started();
    await eventually(() => {
      Date.now = dateNow;
      const before = lagging(followed);
      setAhead(500);
      return ![...before, ...lagging(followed)].includes(true);
    }, 'it was fresh before and after');
  });

  it('a wall clock more than half a minute off that of the database: lags until they agree', async () => {
    const followed = await started();
    for (const jump of [32_000, -32_000]) {
      setAhead(jump);
      for (let look = 0; look < 16; look += 1) {
        expect(lagging(followed)).to.deep.equal([true, true]);
        await sleep(25);
      }
      Date.now = dateNow;
      await fresh(followed);
    }
  });

  for (const [how, jump] of [
    ['ahead', 2],
    ['back', -2],
  ] as const) {
    it(`a wall clock two hours ${how} for a while: forgets no revocation`, async () => {
      const revocations = new Revocations({ now: () => new Date(Date.now()) }, 960);
      const apply = (sessionId: string) =>
        revocations.apply([{ seq: 1, kind: 'sessions', id: sessionId, facts: null }]);
      const { feed, reported } = await started({ revocations: (changes) => revocations.apply(changes) });
      const judge = (sessionId: string) =>
        revocations.assess({
          userId: 1,
          sessionId,
          role: 'user',
          tokenVersion: 1,
          authTime: 0,
          amr: ['pwd'],
        });
      const { knex } = database();
      const ended = ['before', 'meanwhile here', 'meanwhile elsewhere'];
      await knex('changes').insert({ kind: 'sessions', id: 'before' });
      await allReported(knex, reported);
      expect(judge('before')).to.equal('ended');
      setAhead(jump * 3_600_000);
      await knex('changes').insert([
        { kind: 'sessions', id: 'meanwhile here' },
        { kind: 'sessions', id: 'meanwhile elsewhere' },
      ]);
      apply('meanwhile here');
      await sleep(400);
      expect(feed.isLagging()).to.equal(true);
      Date.now = dateNow;
      await becomesFresh(feed);
      revocations.apply([]);
      expect(ended.map(judge)).to.deep.equal(['ended', 'ended', 'ended']);
    });
  }

  it('a clock that is wrong by a minute from the start: lags until it is right', async () => {
    setAhead(-60_000);
    const followed = follow(database().url);
    await followed.feed.start();
    await sleep(300);
    expect(lagging(followed)).to.deep.equal([true, true]);
    Date.now = dateNow;
    await becomesFresh(followed.feed);
  });
});
