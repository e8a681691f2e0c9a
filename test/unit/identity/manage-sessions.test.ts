import { expect } from 'chai';
import { type EndReason, endSessions } from '../../../src/core/identity/end-sessions.js';
import { errorCode, errorOf } from '../rejections.js';
import { by } from './accounts.js';
import { refreshing } from './refreshing.js';

/** Two sessions of Ada (1 and 2), one of Bob (3). */
const setUp = async () => {
  const all = refreshing();
  const { memory, user, start } = all;
  const [ada, bob] = [await user(), await user()];
  const [one, two, three] = [await start(ada.id), await start(ada.id), await start(bob.id)];
  const end = (which: { userId: number; id?: string }, reason: EndReason = 'logged-out') =>
    memory.run((repositories) => endSessions(repositories, which, reason, by, all.clock.now()));
  /** The ended sessions, with the time. */
  const ended = () =>
    [...memory.sessionRows.sessions.values()]
      .filter(({ endedAt }) => endedAt !== null)
      .map(({ session, endedAt }) => [session.id, endedAt?.toISOString()]);
  const entry = (sessionId: string, reason: EndReason, initiator: object = by) => ({
    action: 'session.ended',
    subject: { kind: 'user', id: ada.id },
    details: { sessionId, reason },
    by: initiator,
  });
  const noon = all.clock.now().toISOString();
  const adas = [
    ['session-1', noon],
    ['session-2', noon],
  ];
  return { ...all, ada, bob, one, two, three, end, ended, entry, noon, adas };
};

describe('end sessions:', () => {
  it('one of a user: ends it at the given time, audits it and returns 1', async () => {
    const { memory, end, ended, entry, ada, clock } = await setUp();
    clock.pass(1234);
    expect(await end({ userId: ada.id, id: 'session-2' }, 'replaced')).to.equal(1);
    expect(ended()).to.deep.equal([['session-2', '2026-11-22T12:00:01.234Z']]);
    expect(memory.audit).to.deep.equal([entry('session-2', 'replaced')]);
  });

  it('all of a user: ends and audits each of them, and no others; repeated: returns 0', async () => {
    const { memory, end, ended, entry, ada, clock, adas } = await setUp();
    expect(await end({ userId: ada.id }, 'deactivated')).to.equal(2);
    const entries = [entry('session-1', 'deactivated'), entry('session-2', 'deactivated')];
    clock.pass(1);
    expect(await end({ userId: ada.id })).to.equal(0);
    expect(await end({ userId: ada.id, id: 'session-1' })).to.equal(0);
    expect([ended(), memory.audit]).to.deep.equal([adas, entries]);
  });

  it('one of another user: ends nothing', async () => {
    const { memory, end, ended, ada } = await setUp();
    expect(await end({ userId: ada.id, id: 'session-3' })).to.equal(0);
    expect([ended(), memory.audit]).to.deep.equal([[], []]);
  });
});

describe('manage sessions:', () => {
  it('list: returns the active sessions of that user', async () => {
    const { manage, ada, bob, one, two, three, clock } = await setUp();
    expect(await manage.list(ada.id)).to.deep.equal([one.session, two.session]);
    expect(await manage.list(bob.id)).to.deep.equal([three.session]);
    clock.pass(599_999);
    expect(await manage.list(bob.id)).to.have.length(1);
    clock.pass(1);
    expect(await manage.list(bob.id)).to.deep.equal([]);
  });

  it('log out with an access token, once or twice: ends its session only, audited as the caller', async () => {
    const { manage, memory, ada, ended, entry, noon } = await setUp();
    const caller = { userId: ada.id, sessionId: 'session-2', role: 'user' } as const;
    for (const _ of [1, 2]) await manage.endCurrent(caller, by);
    expect(ended()).to.deep.equal([['session-2', noon]]);
    expect(memory.audit).to.deep.equal([entry('session-2', 'logged-out')]);
  });

  it('log out with a refresh token, once or twice: ends its session only, audited as its user', async () => {
    const { manage, memory, ada, one, ended, entry, noon } = await setUp();
    for (const _ of [1, 2]) expect(await manage.endByToken(one.first, by)).to.equal(true);
    expect(ended()).to.deep.equal([['session-1', noon]]);
    expect(memory.audit).to.deep.equal([entry('session-1', 'logged-out', { ...by, actorId: ada.id })]);
  });

  it('log out with an unknown refresh token: ends nothing and returns false', async () => {
    const { manage, memory, tokens, one, ended } = await setUp();
    for (const unknown of ['', 'x', tokens.first(), tokens.hash(one.first)])
      expect(await manage.endByToken(unknown, by)).to.equal(false);
    expect([ended(), memory.audit]).to.deep.equal([[], []]);
  });

  it('ASVS 8.2.2 end one by id: ends a session of the caller; one of another user, unknown or ended: throws not-found', async () => {
    const { manage, memory, ada, ended, entry, noon } = await setUp();
    await manage.endOwn(ada.id, 'session-1', by);
    for (const id of ['session-3', 'session-9', 'session-1'])
      expect(await errorOf(() => manage.endOwn(ada.id, id, by))).to.include({
        code: 'not-found',
        message: 'You have no active session with this id.',
      });
    expect(ended()).to.deep.equal([['session-1', noon]]);
    expect(memory.audit).to.deep.equal([entry('session-1', 'ended-by-owner')]);
  });

  it('ASVS 7.4.5 end all, by the owner or by an admin, once or twice: ends those of that user', async () => {
    for (const [method, reason] of [
      ['endAllOwn', 'ended-by-owner'],
      ['endAllOf', 'ended-by-admin'],
    ] as const) {
      const { manage, memory, ada, ended, entry, adas } = await setUp();
      for (const _ of [1, 2]) await manage[method](ada.id, by);
      expect(ended()).to.deep.equal(adas);
      expect(memory.audit).to.deep.equal([entry('session-1', reason), entry('session-2', reason)]);
    }
  });

  it('end all of an unknown user: throws not-found; with a unit of work that fails: ends none', async () => {
    const { manage, memory, work, ada, ended } = await setUp();
    expect(await errorCode(() => manage.endAllOf(4711, by))).to.equal('not-found');
    work.attempts = 0;
    work.failures = ['after'];
    const thrown = await manage.endAllOf(ada.id, by).catch((error: Error) => error.message);
    expect([thrown, ended(), memory.audit]).to.deep.equal(['failed in attempt 1', [], []]);
  });
});
