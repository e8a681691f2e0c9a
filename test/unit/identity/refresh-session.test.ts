import { expect } from 'chai';
import { refusal } from '../refusal.js';
import { by } from './accounts.js';
import { life, refreshing } from './refreshing.js';

const setUp = async (sessionLife = life) => {
  const all = refreshing(sessionLife);
  const user = await all.user({ role: 'moderator', tokenVersion: 3 });
  const { session, first } = await all.start(user.id);
  const run = (token: string) => all.refresh.run(token, by);
  const successor = async (token: string) => (await run(token)).refreshToken;
  return { ...all, user, session, first, run, successor };
};

describe('refresh:', () => {
  it('a token for the first time: answers tokens of its session, and the user', async () => {
    const { run, first, user, pass, accessTokens, token } = await setUp();
    pass(1500);
    const { accessToken, refreshToken, ...rest } = await run(first);
    expect(rest).to.deep.equal({ expiresIn: 900, refreshExpiresIn: 600, user });
    expect(accessTokens.verify(accessToken)).to.deep.equal({
      userId: user.id,
      sessionId: 'session-1',
      role: 'moderator',
      tokenVersion: 3,
    });
    expect(accessTokens.ends).to.deep.equal([new Date('2026-11-22T12:10:01.500Z')]);
    expect(token(refreshToken)?.parentHash).to.equal(token(first)?.hash);
  });

  it('a token for the first time: becomes the head, and its successor follows from it by a salt', async () => {
    const { successor, first, pass, tokens, token, row, databaseClock } = await setUp();
    pass(1500);
    const child = await successor(first);
    const now = databaseClock.now();
    const { salt, ...rest } = token(first) ?? {};
    expect(tokens.child(first, salt ?? '')).to.equal(child);
    expect(rest).to.deep.equal({
      hash: tokens.hash(first),
      sessionId: 'session-1',
      inFamily: true,
      parentHash: null,
      saltedAt: now,
      usedAt: now,
      supersededAt: null,
    });
    expect(token(child)).to.deep.include({ usedAt: null, salt: null, saltedAt: null, supersededAt: null });
    expect(row('session-1')).to.deep.include({ head: tokens.hash(first), endedAt: null });
  });

  it('a session: with every refresh: lives on from then, by the service’s clock', async () => {
    const { successor, first, pass, row, session } = await setUp();
    const token = await successor(first);
    pass(599_999);
    await successor(token);
    expect(row('session-1')?.session).to.deep.equal({
      ...session,
      lastUsedAt: '2026-11-22T12:09:59.999Z',
      expiresAt: '2026-11-22T12:19:59.999Z',
    });
  });

  it('ASVS 10.4.8 a session near its absolute end: with every refresh: ends then all the same', async () => {
    const { successor, run, first, pass, row, accessTokens } = await setUp();
    let token = first;
    for (let used = 0; used < 6; used += 1) {
      token = await successor(token);
      pass(599_000);
    }
    const { refreshToken, refreshExpiresIn } = await run(token);
    expect(refreshExpiresIn).to.equal(6);
    expect(accessTokens.ends.at(-1)?.toISOString()).to.equal('2026-11-22T13:00:00.000Z');
    expect(row('session-1')?.session.expiresAt).to.equal('2026-11-22T13:00:00.000Z');
    pass(5_999);
    const last = await run(refreshToken);
    expect(last.refreshExpiresIn).to.equal(0);
    pass(1);
    expect((await refusal(() => run(last.refreshToken))).code).to.equal('session-ended');
  });

  it('the same token: a millisecond before the grace is over: gives the same successor, and no other', async () => {
    const { successor, first, pass, stored, row } = await setUp();
    const child = await successor(first);
    const { tokens } = stored();
    pass(29_999);
    expect(await successor(first)).to.equal(child);
    expect(stored().tokens).to.deep.equal(tokens);
    expect(row('session-1')?.session.lastUsedAt).to.equal('2026-11-22T12:00:29.999Z');
  });

  it('the same token: when the grace is over: gives a sibling, for which another grace begins', async () => {
    const { successor, first, pass, token, row, databaseClock, tokens } = await setUp();
    const child = await successor(first);
    const before = token(first);
    pass(30_000);
    const sibling = await successor(first);
    expect(sibling).not.to.equal(child);
    expect(token(sibling)).to.deep.include({ parentHash: tokens.hash(first), usedAt: null });
    const after = token(first);
    expect(after).to.deep.equal({ ...before, salt: after?.salt, saltedAt: databaseClock.now() });
    expect(after?.salt).not.to.equal(before?.salt);
    expect(row('session-1')?.head).to.equal(tokens.hash(first));
    pass(29_999);
    expect(await successor(first)).to.equal(sibling);
  });

  it('the grace: told by clocks that differ: is the database’s', async () => {
    const { successor, first, clock, databaseClock } = await setUp();
    const child = await successor(first);
    clock.pass(500_000);
    expect(await successor(first)).to.equal(child);
    databaseClock.pass(30_000);
    expect(await successor(first)).not.to.equal(child);
  });

  it('fifty at once with one token: in whatever order: get one successor', async () => {
    const { successor, first, stored } = await setUp();
    const children = await Promise.all(Array.from({ length: 50 }, () => successor(first)));
    expect(new Set(children)).to.have.property('size', 1);
    expect(stored().tokens).to.have.property('size', 2);
  });

  for (const which of ['the first answer', 'the second answer']) {
    it(`${which} of two siblings: when it is used: goes on, and supersedes what it follows from`, async () => {
      const { successor, first, pass, token, tokens, row, databaseClock } = await setUp();
      const siblings = [await successor(first)];
      pass(45_000);
      siblings.push(await successor(first));
      const chosen = siblings[which === 'the first answer' ? 0 : 1] as string;
      const grandchild = await successor(chosen);
      expect(row('session-1')?.head).to.equal(tokens.hash(chosen));
      expect(token(first)).to.deep.include({ salt: null, supersededAt: databaseClock.now() });
      expect(token(chosen)).to.deep.include({ supersededAt: null, usedAt: databaseClock.now() });
      expect(await successor(grandchild)).to.be.a('string');
    });
  }

  it('a token superseded less than 30 s ago: is refused as that, and nothing changes', async () => {
    const { run, successor, first, pass, stored, memory } = await setUp();
    await successor(await successor(first));
    const before = stored();
    pass(29_999);
    const { code, message } = await refusal(() => run(first));
    expect([code, message]).to.deep.equal([
      'refresh-superseded',
      'A newer refresh token of this session has been used: go on with that one.',
    ]);
    expect(stored()).to.deep.equal(before);
    expect(memory.audit).to.deep.equal([]);
  });

  it('a role and a version that changed: on the next refresh: are in the access token', async () => {
    const { run, first, memory, user, accessTokens } = await setUp();
    await memory.users.change(user.id, (current) => ({ ...current, role: 'admin', tokenVersion: 9 }));
    const { accessToken, user: answered } = await run(first);
    expect(accessTokens.verify(accessToken)).to.include({ role: 'admin', tokenVersion: 9 });
    expect(answered).to.deep.include({ role: 'admin', version: 2 });
  });

  it('a unit of work that fails without a theft: is not tried again, and changes nothing', async () => {
    for (const failure of ['before', 'after'] as const) {
      const { run, successor, first, work, stored } = await setUp();
      await successor(first);
      const before = stored();
      work.failures = [failure];
      const thrown = await run(first).catch((error: Error) => error.message);
      expect([thrown, work.attempts]).to.deep.equal(['failed in attempt 2', 2]);
      expect(stored()).to.deep.equal(before);
    }
  });
});
