import { expect } from 'chai';
import { aHash, aSession, at, life, type SessionsUnderTest, signedIn } from './sessions-under-test.js';

/** What every SessionRepository promises of sessions beyond so many. */
export const surplusSessionsContract = (name: string, opened: () => SessionsUnderTest) => {
  describe(`sessions too many in ${name}`, () => {
    it('end: all of a user beyond some: ends those that were used before these, and none that is over', async () => {
      const { sessions } = opened();
      const { user, session } = await signedIn(opened(), { lastUsedAt: at(5).toISOString() });
      const add = async (lastUsed: number, expiry = life) => {
        const times = { lastUsedAt: at(lastUsed).toISOString(), expiresAt: at(expiry).toISOString() };
        const one = aSession(user.id, times);
        await sessions.add(one, aHash());
        return one.id;
      };
      const [old, newest, older, over] = [await add(4), await add(6), await add(3), await add(9, 10)];
      const stranger = await signedIn(opened());
      expect(await sessions.end({ userId: user.id, exceptMostRecent: 4 }, at(10))).to.deep.equal([]);
      const ended = await sessions.end({ userId: user.id, exceptMostRecent: 2 }, at(10));
      expect(ended).to.have.members([old, older]).and.not.include(over);
      expect((await sessions.list(user.id, at(10))).map(({ id }) => id)).to.deep.equal([newest, session.id]);
      expect(await sessions.list(stranger.user.id, at(10))).to.have.length(1);
    });
  });
};
