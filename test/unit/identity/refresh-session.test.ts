import { expect } from 'chai';
import { errorCode } from '../rejections.js';
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
  it('a token used first: returns tokens of its session and the user, and becomes the head', async () => {
    const { run, first, user, pass, accessTokens, tokens, token, row, databaseClock } = await setUp();
    pass(1500);
    const { accessToken, refreshToken, ...rest } = await run(first);
    expect(rest).to.deep.equal({ expiresIn: 900, refreshExpiresIn: 600, user });
    const proven = { authTime: Date.parse('2026-11-22T12:00:00.000Z') / 1000, amr: ['pwd'] };
    const bearer = { userId: user.id, sessionId: 'session-1', role: 'moderator', tokenVersion: 3, ...proven };
    expect(accessTokens.verify(accessToken)).to.deep.equal(bearer);
    expect(accessTokens.ends).to.deep.equal([new Date('2026-11-22T12:10:01.500Z')]);
    const { salt, ...stored } = token(first) ?? {};
    expect(tokens.child(first, salt ?? '')).to.equal(refreshToken);
    const [hash, now] = [tokens.hash(first), databaseClock.now()];
    const times = { saltedAt: now, usedAt: now, supersededAt: null };
    expect(stored).to.deep.equal({
      hash,
      sessionId: 'session-1',
      inFamily: true,
      parentHash: null,
      ...times,
    });
    const unused = { parentHash: hash, usedAt: null, salt: null, saltedAt: null, supersededAt: null };
    expect(token(refreshToken)).to.deep.include(unused);
    expect(row('session-1')).to.deep.include({ head: hash, endedAt: null });
  });

  it('a session: is extended by every refresh, by the service’s clock', async () => {
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

  it('ASVS 10.4.8 a session near its absolute end: is not extended past it', async () => {
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
    expect(await errorCode(() => run(last.refreshToken))).to.equal('session-ended');
  });

  it('the same token within the grace period: returns the same successor, and stores no other', async () => {
    const { successor, first, pass, stored, row } = await setUp();
    const child = await successor(first);
    const { tokens } = stored();
    pass(29_999);
    expect(await successor(first)).to.equal(child);
    expect(stored().tokens).to.deep.equal(tokens);
    expect(row('session-1')?.session.lastUsedAt).to.equal('2026-11-22T12:00:29.999Z');
  });

  it('the same token after the grace period: returns another successor, with a grace period of its own', async () => {
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

  it('the grace period: is measured by the database’s clock', async () => {
    const { successor, first, clock, databaseClock } = await setUp();
    const child = await successor(first);
    clock.pass(500_000);
    expect(await successor(first)).to.equal(child);
    databaseClock.pass(30_000);
    expect(await successor(first)).not.to.equal(child);
  });

  it('either of two successors, when used: continues the session, and supersedes their parent', async () => {
    for (const which of [0, 1]) {
      const { successor, first, pass, token, tokens, row, databaseClock } = await setUp();
      const siblings = [await successor(first)];
      pass(45_000);
      siblings.push(await successor(first));
      const chosen = siblings[which] as string;
      const grandchild = await successor(chosen);
      expect(row('session-1')?.head).to.equal(tokens.hash(chosen));
      expect(token(first)).to.deep.include({ salt: null, supersededAt: databaseClock.now() });
      expect(token(chosen)).to.deep.include({ supersededAt: null, usedAt: databaseClock.now() });
      expect(await successor(grandchild)).to.be.a('string');
    }
  });

  it('a token superseded less than 30 s ago: is rejected with refresh-superseded, and nothing changes', async () => {
    const { run, successor, first, pass, stored, memory } = await setUp();
    await successor(await successor(first));
    const before = stored();
    pass(29_999);
    expect(await errorCode(() => run(first))).to.equal('refresh-superseded');
    expect(stored()).to.deep.equal(before);
    expect(memory.audit).to.deep.equal([]);
  });

  it('a changed role and version: are in the next access token', async () => {
    const { run, first, memory, user, accessTokens } = await setUp();
    await memory.users.change(user.id, (current) => ({ ...current, role: 'admin', tokenVersion: 9 }));
    const { accessToken, user: current } = await run(first);
    expect(accessTokens.verify(accessToken)).to.include({ role: 'admin', tokenVersion: 9 });
    expect(current).to.deep.include({ role: 'admin', version: 2 });
  });
});
