import { expect } from 'chai';
import type { RecoveryCodeRepository } from '../../../src/core/identity/recovery-code-repository.js';
import type {
  SignInChallenge,
  SignInChallengeRepository,
} from '../../../src/core/identity/sign-in-challenge.js';
import type { TotpFactorRepository } from '../../../src/core/identity/totp-factor.js';
import type { UserRepository } from '../../../src/core/identity/user-repository.js';
import type { Repositories } from '../../../src/core/repositories.js';
import type { UnitOfWork } from '../../../src/core/shared/unit-of-work.js';
import { account } from './fixtures.js';
import { aHash, at } from './sessions-under-test.js';

export interface SecondFactorsUnderTest {
  readonly users: UserRepository;
  readonly totpFactors: TotpFactorRepository;
  readonly recoveryCodes: RecoveryCodeRepository;
  readonly signInChallenges: SignInChallengeRepository;
  readonly work: UnitOfWork<Repositories>;
}

/** Runs `attempt` ten times at once, each in its own unit of work. Returns how often it succeeded. */
const successes = async (
  { work }: SecondFactorsUnderTest,
  attempt: (all: Repositories) => Promise<unknown>,
) => {
  const attempts = Array.from({ length: 10 }, () => work.run(attempt));
  return (await Promise.all(attempts)).filter(Boolean).length;
};

/** The contract of the repositories of the second factor. */
export const secondFactorContract = (name: string, opened: () => SecondFactorsUnderTest) => {
  const addUser = async () => (await opened().users.add(account())).id;
  /** Stores a confirmed authenticator app whose last step is 100. */
  const confirmed = async () => {
    const [userId, { totpFactors }] = [await addUser(), opened()];
    await totpFactors.begin(userId, 'sealed', at(0));
    expect(await totpFactors.confirm(userId, 'sealed', 100, at(1))).to.equal(true);
    return userId;
  };

  describe(`authenticator apps in ${name}`, () => {
    it('begin: again: replaces an unconfirmed one, but no confirmed one', async () => {
      const [userId, { totpFactors }] = [await addUser(), opened()];
      expect(await totpFactors.find(userId)).to.equal(undefined);
      expect(await totpFactors.begin(userId, 'one', at(0))).to.equal(true);
      expect(await totpFactors.begin(userId, 'other', at(5))).to.equal(true);
      const unconfirmed = { userId, secret: 'other', createdAt: at(5), confirmedAt: null };
      expect(await totpFactors.find(userId)).to.deep.equal(unconfirmed);
      expect(await totpFactors.confirm(userId, 'one', 100, at(6))).to.equal(false);
      expect(await totpFactors.confirm(userId, 'other', 100, at(6))).to.equal(true);
      expect(await totpFactors.begin(userId, 'third', at(7))).to.equal(false);
      expect(await totpFactors.find(userId)).to.deep.equal({ ...unconfirmed, confirmedAt: at(6) });
    });

    it('confirm: by many at once: succeeds for one', async () => {
      const [userId, { totpFactors }] = [await addUser(), opened()];
      await totpFactors.begin(userId, 'sealed', at(0));
      const confirm = (all: Repositories) => all.totpFactors.confirm(userId, 'sealed', 100, at(1));
      expect(await successes(opened(), confirm)).to.equal(1);
    });

    it('take step: of an unconfirmed one, or none: fails', async () => {
      const [userId, { totpFactors }] = [await addUser(), opened()];
      expect(await totpFactors.takeStep(userId, 100)).to.equal(false);
      await totpFactors.begin(userId, 'sealed', at(0));
      expect(await totpFactors.takeStep(userId, 100)).to.equal(false);
    });

    it('take step: the one of the confirmation, one taken before, or an earlier one: fails', async () => {
      const [userId, { totpFactors }] = [await confirmed(), opened()];
      expect(await totpFactors.takeStep(userId, 100)).to.equal(false);
      expect(await totpFactors.takeStep(userId, 102)).to.equal(true);
      for (const step of [102, 101, 100]) expect(await totpFactors.takeStep(userId, step)).to.equal(false);
      expect(await totpFactors.takeStep(userId, 103)).to.equal(true);
    });

    it('take step: by many at once: succeeds for one', async () => {
      const userId = await confirmed();
      expect(await successes(opened(), (all) => all.totpFactors.takeStep(userId, 101))).to.equal(1);
    });

    it('remove: succeeds once, and removes no other', async () => {
      const [userId, other, { totpFactors }] = [await confirmed(), await confirmed(), opened()];
      expect(await totpFactors.remove(userId)).to.equal(true);
      expect(await totpFactors.remove(userId)).to.equal(false);
      expect(await totpFactors.find(userId)).to.equal(undefined);
      expect((await totpFactors.find(other))?.secret).to.equal('sealed');
    });
  });

  describe(`recovery codes in ${name}`, () => {
    it('replace: ends the earlier ones of the account, and no other', async () => {
      const [mine, theirs, { recoveryCodes }] = [await addUser(), await addUser(), opened()];
      const [old, added] = [aHash(), aHash()];
      await recoveryCodes.replace(mine, [old]);
      await recoveryCodes.replace(theirs, [old]);
      await recoveryCodes.replace(mine, [added, aHash()]);
      expect(await recoveryCodes.count(mine)).to.equal(2);
      expect(await recoveryCodes.take(mine, old)).to.equal(false);
      expect(await recoveryCodes.take(theirs, old)).to.equal(true);
      await recoveryCodes.replace(mine, []);
      expect(await recoveryCodes.count(mine)).to.equal(0);
    });

    it('take: by many at once: succeeds for one, and leaves the others', async () => {
      const [userId, hash, { recoveryCodes }] = [await addUser(), aHash(), opened()];
      await recoveryCodes.replace(userId, [hash, aHash(), aHash()]);
      expect(await successes(opened(), (all) => all.recoveryCodes.take(userId, hash))).to.equal(1);
      expect(await recoveryCodes.count(userId)).to.equal(2);
    });
  });

  describe(`sign-in challenges in ${name}`, () => {
    const made = async (attempts: number, overrides: Partial<SignInChallenge> = {}) => {
      const hashes = { hash: aHash(), credentials: aHash(), cookieHash: null };
      const challenge = { ...hashes, userId: await addUser(), expiresAt: at(1000), ...overrides };
      await opened().signInChallenges.add(challenge, attempts);
      return challenge;
    };

    it('user of: a stored challenge: returns it until it expires', async () => {
      const [{ hash, userId }, { signInChallenges }] = [await made(1), opened()];
      expect(await signInChallenges.userOf(hash, at(999))).to.equal(userId);
      expect(await signInChallenges.userOf(hash, at(1000))).to.equal(undefined);
      expect(await signInChallenges.userOf(aHash(), at(0))).to.equal(undefined);
    });

    it('take attempt: until it expires: returns the challenge', async () => {
      const [challenge, { signInChallenges }] = [await made(9, { cookieHash: aHash() }), opened()];
      expect(await signInChallenges.takeAttempt(challenge.hash, at(999))).to.deep.equal(challenge);
      expect(await signInChallenges.takeAttempt(challenge.hash, at(1000))).to.equal(undefined);
      expect(await signInChallenges.takeAttempt(aHash(), at(0))).to.equal(undefined);
    });

    it('take attempt: by many at once: succeeds as often as it was stored with', async () => {
      const { hash } = await made(5);
      expect(await successes(opened(), (all) => all.signInChallenges.takeAttempt(hash, at(0)))).to.equal(5);
    });

    it('take: by many at once: succeeds for one', async () => {
      const { hash } = await made(5);
      expect(await successes(opened(), (all) => all.signInChallenges.take(hash))).to.equal(1);
      expect(await opened().signInChallenges.userOf(hash, at(0))).to.equal(undefined);
    });
  });
};
