import { expect } from 'chai';
import { account, by } from './fixtures.js';
import type { MailUnderTest } from './mail-queue.js';
import { aHash, aSession, at, type SessionsUnderTest, signedIn } from './sessions-under-test.js';

/** The contract of UnitOfWork for work that throws. No email is queued at the start. */
export const rollbackContract = (
  name: string,
  opened: () => MailUnderTest & Pick<SessionsUnderTest, 'sessions'>,
) => {
  it(`that throws, in ${name}: throws the same, and has stored nothing in any repository`, async () => {
    const { users, sessions, oneTimeTokens, mails, work } = opened();
    const { user, session, first } = await signedIn(opened());
    const token = { hash: aHash(), userId: user.id, purpose: 'reset', expiresAt: at(1000) } as const;
    await oneTimeTokens.put(token);
    const lockedBy = async (hash: string) => {
      const { now: _, ...locked } = { now: undefined, ...(await sessions.lockByToken(hash)) };
      return locked;
    };
    const before = await lockedBy(first);
    const [added, child] = [aHash(), aHash()];
    const [{ email }, thrown] = [account(), new Error('no')];
    const failing = work.run(async (bound) => {
      await bound.users.add(account({ email }));
      await bound.users.change(user.id, (current) => ({ ...current, visibleName: 'Nobody' }));
      await bound.sessions.add(aSession(user.id), added);
      const rotation = { sessionId: session.id, hash: first, salt: 's', childHash: child, supersedes: null };
      await bound.sessions.rotate(rotation);
      await bound.sessions.touch(session.id, at(1), at(2), { count: 1, since: at(1) });
      await bound.sessions.end({ userId: user.id, id: session.id }, at(0));
      expect((await bound.sessions.lockByToken(child))?.ended).to.equal(true);
      await bound.emailJobs.add({ kind: 'reset', userId: null, to: email, by });
      expect(await bound.oneTimeTokens.take(token.hash)).to.equal(true);
      await bound.users.remove(user.id, () => {});
      throw thrown;
    });
    expect(await failing.catch((error: unknown) => error)).to.equal(thrown);
    expect(await users.findByEmail(email)).to.equal(undefined);
    expect(await users.find(user.id)).to.deep.equal(user);
    expect(await sessions.list(user.id, at(0))).to.deep.equal([session]);
    expect(await lockedBy(first)).to.deep.equal(before);
    for (const hash of [added, child]) expect(await sessions.lockByToken(hash)).to.equal(undefined);
    expect(await mails.claim(60)).to.equal(undefined);
    expect(await oneTimeTokens.find(token.hash, ['reset'], at(0))).to.deep.equal(token);
  });
};
