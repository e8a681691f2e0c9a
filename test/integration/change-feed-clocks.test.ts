import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Revocations } from '../../src/core/identity/revocations.js';
import {
  becomesFresh,
  becomesLagging,
  follow,
  isLaggingForCache,
  stopFollowing,
  toldAll,
} from './contracts/change-feed.js';
import { eventually, useDatabase } from './contracts/fixtures.js';

describe('the feed of changes, by the clocks', () => {
  const database = useDatabase();
  const dateNow = Date.now;
  /** Sets our wall clock so many milliseconds ahead of what it was. */
  const setAhead = (milliseconds: number) => {
    Date.now = () => dateNow() + milliseconds;
  };
  afterEach(async () => {
    Date.now = dateNow;
    await stopFollowing();
  });
  const blindness = ({ feed }: ReturnType<typeof follow>) => [feed.isLagging(), isLaggingForCache(feed)];
  const fresh = (followed: ReturnType<typeof follow>) =>
    eventually(() => !blindness(followed).includes(true), 'it followed');
  const started = async (...[listeners]: [Parameters<typeof follow>[1]?]) => {
    const followed = follow(database().url, listeners);
    await followed.feed.start();
    await fresh(followed);
    return followed;
  };

  it('before its first poll: is blind; after it: is not', async () => {
    const followed = follow(database().url);
    expect(blindness(followed)).to.deep.equal([true, true]);
    const starting = followed.feed.start();
    expect(blindness(followed)).to.deep.equal([true, true]);
    await starting;
    await fresh(followed);
  });

  it('a process that stood still for a second: is blind at once when it goes on', async () => {
    const followed = await started();
    await eventually(() => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      return !blindness(followed).includes(true);
    }, 'it was fresh after a fifth of a second');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 801);
    expect(blindness(followed)).to.deep.equal([true, true]);
    await becomesFresh(followed.feed);
  });

  for (const [how, jump] of [
    ['ahead', 1_500],
    ['back', -1_500],
    ['almost half a minute ahead', 28_000],
  ] as const) {
    it(`a wall clock that is set ${how}: is blind at once, and fresh by the new time with the next poll`, async () => {
      const followed = await started();
      setAhead(jump);
      expect(blindness(followed)).to.deep.equal([true, true]);
      await becomesFresh(followed.feed);
      Date.now = dateNow;
      expect(blindness(followed)).to.deep.equal([true, true]);
      await becomesFresh(followed.feed);
    });
  }

  it('a wall clock that creeps by half a second: is not blind', async () => {
    const followed = await started();
    await eventually(() => {
      Date.now = dateNow;
      const before = blindness(followed);
      setAhead(500);
      return ![...before, ...blindness(followed)].includes(true);
    }, 'it was fresh before and after');
  });

  for (const [how, jump] of [
    ['ahead of', 32_000],
    ['behind', -32_000],
  ] as const) {
    it(`a wall clock more than half a minute ${how} the database's: is blind until they agree`, async () => {
      const followed = await started();
      setAhead(jump);
      for (let look = 0; look < 16; look += 1) {
        expect(blindness(followed)).to.deep.equal([true, true]);
        await sleep(25);
      }
      Date.now = dateNow;
      await becomesFresh(followed.feed);
      await eventually(() => !isLaggingForCache(followed.feed), 'it was fresh for the cache, too');
    });
  }

  for (const [how, jump] of [
    ['ahead', 2],
    ['back', -2],
  ] as const) {
    it(`a wall clock two hours ${how} for a while: what was revoked stays so when it is right again`, async () => {
      const revocations = new Revocations({ now: () => new Date(Date.now()) }, 960);
      const apply = (sessionId: string) =>
        revocations.apply([{ seq: 1, kind: 'sessions', id: sessionId, facts: null }]);
      const { feed, told } = await started({ revocations: (changes) => revocations.apply(changes) });
      const judge = (sessionId: string) =>
        revocations.assess({ userId: 1, sessionId, role: 'user', tokenVersion: 1 });
      const { knex } = database();
      const ended = ['before', 'meanwhile here', 'meanwhile elsewhere'];
      await knex('changes').insert({ kind: 'sessions', id: 'before' });
      await toldAll(knex, told);
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

  it('a database clock that is wrong by a minute: is blind from the start, and follows nothing', async () => {
    setAhead(-60_000);
    const followed = follow(database().url);
    await followed.feed.start();
    await sleep(300);
    expect(blindness(followed)).to.deep.equal([true, true]);
    Date.now = dateNow;
    await becomesFresh(followed.feed);
    await becomesFresh(followed.feed);
    setAhead(60_000);
    await becomesLagging(followed.feed);
  });
});
