import { expect } from 'chai';
import { errorCode } from '../rejections.js';
import { account, password } from './accounts.js';
import { device, logIn as setUp } from './logging-in.js';

const noon = '2026-11-22T12:00:00.000Z';
const aWeekLater = '2026-11-29T12:00:00.000Z';

describe('the session that a login starts', () => {
  it('ASVS 16.3.1, from a device: has its address and user agent, ends a week after its last use, and is audited', async () => {
    const { users, sessions, tokens, work, clock, use } = setUp();
    const { id: userId, email } = await users.add(account());
    await use.run({ email, password }, device());
    const times = { createdAt: noon, lastUsedAt: noon, expiresAt: aWeekLater };
    const proven = { authenticatedAt: noon, amr: ['pwd'] };
    const session = { id: 'session-1', userId, ...times, ...proven, ip: '192.0.2.1', userAgent: 'A browser' };
    expect(await sessions.list(userId, clock.now())).to.deep.equal([session]);
    expect(tokens.ends).to.deep.equal([new Date(aWeekLater)]);
    const subject = { kind: 'user', id: userId };
    const by = { ...device().by, actorId: userId };
    const entry = { action: 'session.started', subject, details: { sessionId: 'session-1' }, by };
    expect(work.audit).to.deep.equal([entry]);
  });

  it('is found by the hash of its refresh token, which is not stored', async () => {
    const { users, sessions, work, use } = setUp();
    const { email } = await users.add(account());
    const { refreshToken } = await use.run({ email, password }, device());
    const held = await sessions.lockByToken(`#${refreshToken}`);
    expect(held).to.include({ ended: false, head: null });
    expect(held?.session.id).to.equal('session-1');
    expect(held?.token).to.include({ parentHash: null, usedAt: null });
    expect(JSON.stringify([...work.sessionRows.tokens])).not.to.match(/"token-1"/);
  });
});

describe('a session over the limit', () => {
  it('of an account with a hundred sessions: ends the least recently used one, and is audited', async () => {
    const { users, sessions, work, clock, add, addSession, use } = setUp();
    const [ada, bob] = [await users.add(account()), await add('bob')];
    await addSession(bob.id, 'of bob');
    for (let i = 1; i <= 100; i += 1) {
      await addSession(ada.id, `old-${i}`, 3600);
      clock.pass(1);
    }
    const expiresAt = new Date(clock.now().getTime() + 3_600_000);
    await sessions.touch('old-1', clock.now(), expiresAt, { count: 0, since: null });
    const login = () => use.run({ email: ada.email, password }, device());
    await login();
    const left = (await sessions.list(ada.id, clock.now())).map(({ id }) => id);
    expect(left).to.have.length(100);
    expect(left).to.include.members(['session-1', 'old-1', 'old-3']).and.not.include('old-2');
    expect(await sessions.list(bob.id, clock.now())).to.have.length(1);
    const [{ action, details, by } = {}, ...rest] = work.audit as [Partial<(typeof work.audit)[0]>];
    expect([action, details]).to.deep.equal([
      'session.ended',
      { sessionId: 'old-2', reason: 'too-many-sessions' },
    ]);
    expect(by?.actorId).to.equal(ada.id);
    expect(rest).to.have.length(1);
  });
});

describe('the session that a login replaces', () => {
  const open = async (all: ReturnType<typeof setUp>, userId: number) =>
    (await all.sessions.list(userId, all.clock.now())).map(({ id }) => id);

  it('of the same account: ends, and the others of the account do not', async () => {
    const all = setUp();
    const { id, email } = await all.users.add(account());
    await all.addSession(id, 'old');
    await all.addSession(id, 'elsewhere');
    await all.use.run({ email, password }, device({ replaces: 'token of old' }));
    expect(await open(all, id)).to.have.members(['elsewhere', 'session-1']);
    expect(all.work.audit.map(({ action, details, by }) => [action, details, by.actorId])).to.deep.equal([
      ['session.ended', { sessionId: 'old', reason: 'replaced' }, id],
      ['session.started', { sessionId: 'session-1' }, id],
    ]);
  });

  it('of another account, on a shared device: ends too; the initiator is the account that logged in', async () => {
    const all = setUp();
    const [ada, bob] = [await all.users.add(account()), await all.add('bob')];
    await all.addSession(bob.id, 'old');
    await all.use.run({ email: ada.email, password }, device({ replaces: 'token of old' }));
    expect([await open(all, ada.id), await open(all, bob.id)]).to.deep.equal([['session-1'], []]);
    const { subject, by } = all.work.audit[0] ?? {};
    expect([subject, by?.actorId]).to.deep.equal([{ kind: 'user', id: bob.id }, ada.id]);
  });

  it('with an unknown token, or a wrong password: does not end', async () => {
    const all = setUp();
    const { id, email } = await all.users.add(account());
    await all.addSession(id, 'old');
    await all.use.run({ email, password }, device({ replaces: 'not a token' }));
    const wrong = () => all.use.run({ email, password: 'wrong' }, device({ replaces: 'token of old' }));
    expect(await errorCode(wrong)).to.equal('invalid-credentials');
    expect(await open(all, id)).to.have.members(['old', 'session-1']);
  });
});
