import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { aHash, aSession, at, life, type SessionsUnderTest, signedIn } from './sessions-under-test.js';

/** The contract of `changeAuthentication` of SessionRepository. */
export const sessionAuthenticationContract = (name: string, opened: () => SessionsUnderTest) => {
  describe(`the authentication of sessions in ${name}`, () => {
    it('change of the authentication: of a session: changes it only, and returns it; of one that has ended: nothing', async () => {
      const { sessions } = opened();
      const { user, session, first } = await signedIn(opened());
      const other = aSession(user.id);
      await sessions.add(other, aHash());
      const proven = { authenticatedAt: at(9).toISOString(), amr: ['pwd', 'otp', 'mfa'] as const };
      const seen: unknown[] = [];
      const change = (id: string, now = at(9)) =>
        sessions.changeAuthentication(id, now, (current) => {
          seen.push(current);
          return proven;
        });
      expect(await change(session.id)).to.deep.equal({ ...session, ...proven });
      expect(seen).to.deep.equal([session]);
      expect(await sessions.list(user.id, at(9))).to.have.deep.members([{ ...session, ...proven }, other]);
      expect((await sessions.lockByToken(first))?.session).to.deep.equal({ ...session, ...proven });
      expect(await change(other.id, at(life))).to.equal(undefined);
      await sessions.end({ userId: user.id, id: other.id }, at(9));
      for (const id of [other.id, randomUUID()]) expect(await change(id)).to.equal(undefined);
      expect(seen).to.have.length(1);
    });
  });
};
