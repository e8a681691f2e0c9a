import { expect } from 'chai';
import { TooManyRequests } from '../../../src/core/shared/limits.js';
import { errorCode } from '../rejections.js';
import { by } from './accounts.js';
import { limit, refreshing } from './refreshing.js';

/** A session that was refreshed up to the limit, a second apart, and its current token. */
const setUp = async () => {
  const all = refreshing({ idle: 86_400, absolute: 2_592_000 });
  const user = await all.user();
  const { first } = await all.start(user.id);
  const run = (token: string) => all.refresh.run(token, by);
  let token = first;
  for (let i = 0; i < limit.max; i += 1) {
    token = (await run(token)).refreshToken;
    all.pass(1000);
  }
  return { ...all, user, first, newest: token, run };
};
const limitOf = async (run: () => Promise<unknown>) => {
  const thrown = await run().catch((error: unknown) => error);
  expect(thrown).to.be.instanceOf(TooManyRequests);
  return thrown as TooManyRequests;
};

describe('too many refreshes of one session:', () => {
  it('the next one: is rejected until the window ends, changes nothing, and leaves its token valid', async () => {
    const { run, newest, stored, pass, memory } = await setUp();
    const before = stored();
    const rejected = await limitOf(() => run(newest));
    expect([rejected.limit, rejected.wait]).to.deep.equal([limit, 3540]);
    pass(1);
    expect((await limitOf(() => run(newest))).wait).to.equal(3540);
    pass(3_539_998);
    expect((await limitOf(() => run(newest))).wait).to.equal(1);
    expect(stored()).to.deep.equal(before);
    expect(memory.audit).to.deep.equal([]);
    pass(1);
    const { refreshToken } = await run(newest);
    expect(await run(refreshToken)).to.have.property('accessToken');
  });

  it('a new window, or another session: begins with its first refresh, and allows as many', async () => {
    const { run, newest, pass, row, databaseClock, start, user } = await setUp();
    pass(4_000_000);
    let token = newest;
    const since = databaseClock.now();
    for (let i = 0; i < limit.max; i += 1) token = (await run(token)).refreshToken;
    expect(row('session-1')?.refreshes).to.deep.equal({ count: limit.max, since });
    expect((await limitOf(() => run(token))).wait).to.equal(3600);
    const other = await start(user.id);
    expect(await run(other.first)).to.have.property('accessToken');
    // A repeated token counts too.
    for (let i = 1; i < limit.max; i += 1) await run(other.first);
    await limitOf(() => run(other.first));
  });

  it('a stolen token: is still detected, and ends the session', async () => {
    const { run, first, newest, memory, pass } = await setUp();
    await limitOf(() => run(newest));
    pass(30_000);
    expect(await errorCode(() => run(first))).to.equal('session-ended');
    expect(memory.audit.map(({ action }) => action)).to.deep.equal(['session.theft']);
    expect(await errorCode(() => run(newest))).to.equal('session-ended');
  });

  it('a superseded token: is rejected with refresh-superseded, and does not count', async () => {
    const { refresh, start, user, row } = refreshing();
    const { first } = await start((await user()).id);
    const tokens = [first];
    for (let i = 0; i < limit.max; i += 1)
      tokens.push((await refresh.run(tokens.at(-1) as string, by)).refreshToken);
    for (const token of tokens.slice(0, -2))
      expect(await errorCode(() => refresh.run(token, by))).to.equal('refresh-superseded');
    expect(row('session-1')?.refreshes.count).to.equal(limit.max);
  });
});

describe('the stored tokens of a session:', () => {
  it('after any number of refreshes: are those in use, and those superseded within the grace period', async () => {
    const all = refreshing({ idle: 86_400, absolute: 2_592_000 });
    const { first } = await all.start((await all.user()).id);
    const used = [first];
    const next = async () => used.push((await all.refresh.run(used.at(-1) as string, by)).refreshToken);
    for (let i = 0; i < 50; i += 1) {
      await next();
      all.pass(300_000);
    }
    expect(all.stored().tokens.size).to.equal(3);
    for (let i = 0; i < 40; i += 1) {
      await next();
      all.pass(1000);
    }
    // The head, its successor, and the tokens superseded in the 30 s before the last refresh.
    expect(all.stored().tokens.size).to.equal(2 + 30);
    const kept = used.slice(-32).map((token) => all.tokens.hash(token));
    expect([...all.stored().tokens.keys()]).to.deep.equal(kept);
  });

  it('successors that were not used first: are not stored, and presenting one ends the session as theft', async () => {
    const all = refreshing();
    const { first } = await all.start((await all.user()).id);
    const run = async (token: string) => (await all.refresh.run(token, by)).refreshToken;
    const siblings = [];
    for (let i = 0; i < 5; i += 1) {
      siblings.push(await run(first));
      all.pass(30_000);
    }
    expect(all.stored().tokens.size).to.equal(6);
    const [lost = '', , used = ''] = siblings;
    await run(used);
    expect(all.stored().tokens.size).to.equal(3);
    expect(await errorCode(() => run(lost))).to.equal('session-ended');
    expect(all.memory.audit.map(({ action }) => action)).to.deep.equal(['session.theft']);
  });

  it('of a session from before token families: are all kept, since nothing else identifies the session', async () => {
    const all = refreshing();
    const { session } = await all.start((await all.user()).id);
    const old = all.tokens.random();
    await all.memory.sessions.add({ ...session, id: 'old' }, all.tokens.hash(old));
    let token = old;
    for (let i = 0; i < 10; i += 1) {
      token = (await all.refresh.run(token, by)).refreshToken;
      expect(all.tokens.family(token)).to.equal(undefined);
      all.pass(60_000);
    }
    const stored = [...all.stored().tokens.values()];
    expect(stored.filter(({ sessionId }) => sessionId === 'old')).to.have.length(11);
    expect(await errorCode(() => all.refresh.run(old, by))).to.equal('session-ended');
  });

  it('a logout with a token whose row was removed: ends the session', async () => {
    const { first, manage, row } = await setUp();
    expect(await manage.endByToken(first, by)).to.equal(true);
    expect(row('session-1')?.endedAt).to.be.instanceOf(Date);
  });
});
