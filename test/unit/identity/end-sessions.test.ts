import { expect } from 'chai';
import { type EndReason, endSessions } from '../../../src/core/identity/end-sessions.js';
import { by } from './accounts.js';
import { refreshing } from './refreshing.js';

const setUp = async () => {
  const all = refreshing();
  const { memory, user, start } = all;
  const [ada, bob] = [await user(), await user()];
  const sessions = [await start(ada.id), await start(ada.id), await start(bob.id)] as const;
  const end = (which: { userId: number; id?: string }, reason: EndReason = 'logged-out') =>
    memory.run((repositories) => endSessions(repositories, which, reason, by, all.clock.now()));
  const live = async () =>
    [...memory.sessionRows.sessions.values()]
      .filter(({ endedAt }) => endedAt === null)
      .map(({ session }) => session.id);
  return { ...all, ada, bob, sessions, end, live };
};

describe('end sessions:', () => {
  it('one of a user: ends that one at the time given, says so and answers 1', async () => {
    const { memory, end, live, row, ada, clock } = await setUp();
    clock.pass(1234);
    expect(await end({ userId: ada.id, id: 'session-2' }, 'replaced')).to.equal(1);
    expect(await live()).to.deep.equal(['session-1', 'session-3']);
    expect(row('session-2')?.endedAt).to.deep.equal(new Date('2026-11-22T12:00:01.234Z'));
    expect(memory.audit).to.deep.equal([
      {
        action: 'session.ended',
        subject: { kind: 'user', id: ada.id },
        details: { sessionId: 'session-2', reason: 'replaced' },
        by,
      },
    ]);
  });

  it('all of a user: ends each of theirs and nobody else’s, with an entry for each', async () => {
    const { memory, end, live, ada } = await setUp();
    expect(await end({ userId: ada.id }, 'deactivated')).to.equal(2);
    expect(await live()).to.deep.equal(['session-3']);
    const reason = 'deactivated';
    expect(memory.audit.map(({ details }) => details)).to.deep.equal([
      { sessionId: 'session-1', reason },
      { sessionId: 'session-2', reason },
    ]);
  });

  it('those that have ended already: again: says nothing and answers 0', async () => {
    const { memory, end, row, ada, clock } = await setUp();
    await end({ userId: ada.id });
    const endedAt = row('session-1')?.endedAt;
    clock.pass(1);
    expect(await end({ userId: ada.id })).to.equal(0);
    expect(await end({ userId: ada.id, id: 'session-1' })).to.equal(0);
    expect(row('session-1')?.endedAt).to.deep.equal(endedAt);
    expect(memory.audit).to.have.length(2);
  });

  it('one of somebody else: by its id: ends nothing', async () => {
    const { memory, end, live, ada } = await setUp();
    expect(await end({ userId: ada.id, id: 'session-3' })).to.equal(0);
    expect(await live()).to.have.length(3);
    expect(memory.audit).to.deep.equal([]);
  });
});
