import { expect } from 'chai';
import type { OneTimeToken } from '../../../src/core/identity/one-time-token.js';
import { account } from './fixtures.js';
import type { MailUnderTest } from './mail-queue.js';
import { aHash, at } from './sessions-under-test.js';

/** The contract of OneTimeTokenRepository. */
export const oneTimeTokenContract = (name: string, opened: () => MailUnderTest) => {
  describe(`one-time tokens in ${name}`, () => {
    const made = async (overrides: Partial<OneTimeToken> = {}): Promise<OneTimeToken> => {
      const userId = overrides.userId ?? (await opened().users.add(account())).id;
      const token: OneTimeToken = {
        hash: aHash(),
        userId,
        purpose: 'reset',
        expiresAt: at(1000),
        ...overrides,
      };
      await opened().oneTimeTokens.put(token);
      return token;
    };
    const find = ({ hash, purpose }: OneTimeToken, now = at(0)) =>
      opened().oneTimeTokens.find(hash, [purpose], now);

    it('find: a stored token: returns it until it expires', async () => {
      const token = await made();
      expect(await find(token)).to.deep.equal(token);
      expect(await find(token, at(999))).to.deep.equal(token);
      expect(await find(token, at(1000))).to.equal(undefined);
    });

    it('find: for another purpose, or another hash: finds nothing', async () => {
      const { hash } = await made();
      const { oneTimeTokens } = opened();
      expect(await oneTimeTokens.find(hash, ['verification'], at(0))).to.equal(undefined);
      expect(await oneTimeTokens.find(hash, ['verification', 'reset'], at(0))).to.not.equal(undefined);
      for (const other of [aHash(), '', `' or true --`])
        expect(await oneTimeTokens.find(other, ['reset'], at(0))).to.equal(undefined);
    });

    it('put: a newer one: ends the older one of the same user and purpose, and no other', async () => {
      const [older, others] = [await made(), await made()];
      const verification = await made({ userId: older.userId, purpose: 'verification' });
      const newer = await made({ userId: older.userId, expiresAt: at(2000) });
      expect(await find(older)).to.equal(undefined);
      for (const token of [newer, others, verification]) expect(await find(token)).to.deep.equal(token);
    });

    it('expiry of: a token of the user and purpose, expired or not: returns it; without one: undefined', async () => {
      const { oneTimeTokens } = opened();
      const { userId } = await made({ expiresAt: at(1234) });
      await made({ userId, purpose: 'invitation', expiresAt: at(9) });
      expect(await oneTimeTokens.expiryOf(userId, 'reset')).to.deep.equal(at(1234));
      expect(await oneTimeTokens.expiryOf(userId, 'verification')).to.equal(undefined);
      expect(await oneTimeTokens.expiryOf(0, 'reset')).to.equal(undefined);
    });

    it('end all: except one purpose: keeps the token of that purpose', async () => {
      const token = await made();
      const verification = await made({ userId: token.userId, purpose: 'verification' });
      await opened().oneTimeTokens.endAll(token.userId, 'reset');
      expect(await find(token)).to.deep.equal(token);
      expect(await find(verification)).to.equal(undefined);
    });

    it('end: one purpose: removes the token of that purpose and user only', async () => {
      const [token, stranger] = [await made(), await made()];
      const verification = await made({ userId: token.userId, purpose: 'verification' });
      await opened().oneTimeTokens.end(token.userId, 'reset');
      expect(await find(token)).to.equal(undefined);
      expect(await find(verification)).to.deep.equal(verification);
      expect(await find(stranger)).to.deep.equal(stranger);
    });

    it('take: by many at once: succeeds for the first one only', async () => {
      const token = await made();
      const taken = await Promise.all(
        Array.from({ length: 10 }, () =>
          opened().work.run(({ oneTimeTokens }) => oneTimeTokens.take(token.hash)),
        ),
      );
      expect(taken.filter((mine) => mine)).to.have.length(1);
      expect(await find(token)).to.equal(undefined);
    });

    it('use: by many at once: succeeds for one, and keeps the token as used', async () => {
      const token = await made({ purpose: 'verification' });
      const email = 'ada@example.com';
      const used = await Promise.all(
        Array.from({ length: 10 }, () =>
          opened().work.run(({ oneTimeTokens }) => oneTimeTokens.use(token.hash, email)),
        ),
      );
      expect(used.filter((mine) => mine)).to.have.length(1);
      const { oneTimeTokens } = opened();
      expect(await find(token)).to.equal(undefined);
      const { userId, hash, expiresAt } = token;
      expect(await oneTimeTokens.findUsed(hash, at(999))).to.deep.equal({ userId, email });
      expect(await oneTimeTokens.findUsed(hash, at(1000))).to.equal(undefined);
      expect(await oneTimeTokens.expiryOf(userId, 'verification')).to.deep.equal(expiresAt);
    });

    it('use and find used: of a token that is unknown or unused: find nothing', async () => {
      const token = await made({ purpose: 'verification' });
      const { oneTimeTokens } = opened();
      expect(await oneTimeTokens.use(aHash(), 'ada@example.com')).to.equal(false);
      for (const hash of [token.hash, aHash(), ''])
        expect(await oneTimeTokens.findUsed(hash, at(0))).to.equal(undefined);
      expect(await find(token)).to.deep.equal(token);
    });

    it('put, take and end all: end a used token', async () => {
      const { oneTimeTokens } = opened();
      const ends: ((token: OneTimeToken) => Promise<unknown>)[] = [
        ({ userId }) => made({ userId, purpose: 'verification' }),
        ({ hash }) => oneTimeTokens.take(hash),
        ({ userId }) => oneTimeTokens.endAll(userId),
      ];
      for (const end of ends) {
        const token = await made({ purpose: 'verification' });
        await oneTimeTokens.use(token.hash, 'ada@example.com');
        await end(token);
        expect(await oneTimeTokens.findUsed(token.hash, at(0))).to.equal(undefined);
      }
    });

    it('put: after a used one: is unused', async () => {
      const { userId, hash } = await made({ purpose: 'verification' });
      await opened().oneTimeTokens.use(hash, 'ada@example.com');
      const newer = await made({ userId, purpose: 'verification' });
      expect(await find(newer)).to.deep.equal(newer);
    });

    it('end all: of a user: ends those of no other', async () => {
      const [mine, theirs] = [await made(), await made()];
      const other = await made({ userId: mine.userId, purpose: 'invitation' });
      await opened().oneTimeTokens.endAll(mine.userId);
      for (const token of [mine, other]) expect(await find(token)).to.equal(undefined);
      expect(await find(theirs)).to.deep.equal(theirs);
    });
  });
};
