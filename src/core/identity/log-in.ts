import type { Repositories } from '../repositories.js';
import { DomainError } from '../shared/errors.js';
import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import { networkOf } from '../shared/network.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { uncountIfUnavailable } from './attempt-limits.js';
import type { CheckedPassword, PasswordCheck } from './password-check.js';
import type { PasswordHasher } from './password-hasher.js';
import type { SignedIn } from './sign-in.js';
import { SecondFactorRequired, type SignInChallenges } from './sign-in-challenges.js';
import type { Device, StartSession } from './start-session.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** The device of a login, and whether it will get the tokens in cookies. */
type LogInDevice = Device & { readonly withCookie?: boolean };

/** Attempts to verify a password while concurrent logins rehash it. */
const maxAttempts = 3;

/** Logs in with email and password. Each login creates a session, or a challenge if the account has a second factor. */
export class LogIn {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly passwords: Pick<PasswordCheck, 'verify'>,
    private readonly hasher: PasswordHasher,
    private readonly startSession: Pick<StartSession, 'run'>,
    private readonly challenges: Pick<SignInChallenges, 'issue'>,
    private readonly limiter: Limiter,
    /** Right passwords of one account with one password. Each creates a session or a challenge, and audit entries. */
    private readonly successes: Limit,
  ) {}

  /**
   * Unknown email, wrong password and inactive account give the same error after the same time, so that the response
   * does not reveal whether an account exists.
   * @throws DomainError `invalid-credentials`; SecondFactorRequired if the password is right, and the account has a second
   *   factor; TooManyRequests
   */
  async run({ email, password }: Credentials, device: LogInDevice): Promise<SignedIn> {
    const found = await this.users.findByEmail(email);
    const check = await this.passwords.verify({ email, user: found, password, ip: device.by.ip });
    let outcome = await this.#logInCounted(found, check, password, device);
    for (let attempt = 1; outcome === 'other-hash' && attempt < maxAttempts; attempt += 1) {
      const [current, matches] = await uncountIfUnavailable(check.uncount, async () => {
        const user = await this.users.findByEmail(email);
        return [user, await this.hasher.verify(user?.passwordHash, password)] as const;
      });
      outcome = await this.#logInCounted(current, { ...check, matches }, password, device);
    }
    if (typeof outcome === 'string') {
      throw new DomainError('invalid-credentials', 'Wrong email or password, or an inactive account.');
    }
    await check.uncount();
    if (outcome instanceof SecondFactorRequired) throw outcome;
    return outcome;
  }

  /**
   * Counts right passwords per account and password hash: a new password starts a new count, so an attacker who knew
   * the old one cannot use up the owner's.
   */
  async #logInCounted(
    found: User | undefined,
    { matches, uncount }: CheckedPassword,
    password: string,
    device: LogInDevice,
  ) {
    if (!matches || !found?.active) return this.#tryLogIn(found, matches, password, device);
    const account = `${found.id} ${found.passwordHash}`;
    // Someone who knows the password, but has no code, must not use up the count at the owner's address.
    const key = found.secondFactor ? `${account} ${networkOf(device.by.ip ?? '')}` : account;
    const { successes } = this;
    try {
      await takeOrThrow(this.limiter, successes, key);
    } catch (error) {
      await uncount();
      throw error;
    }
    let outcome: SignedIn | SecondFactorRequired | 'other-hash' | 'rejected' | undefined;
    try {
      // A wrong password stays counted, whatever else fails: it was verified.
      outcome = await uncountIfUnavailable(uncount, () => this.#tryLogIn(found, matches, password, device));
      return outcome;
    } finally {
      if (typeof outcome !== 'object') await this.limiter.giveBack(successes, key);
    }
  }

  /** `other-hash`: the stored hash changed after it was verified, for a new password or the same one. */
  async #tryLogIn(found: User | undefined, matches: boolean, password: string, device: LogInDevice) {
    const isOutdated = found?.active && matches && this.hasher.isOutdated(found.passwordHash);
    const newHash = isOutdated ? await this.hasher.hash(password) : undefined;
    return this.unitOfWork.run(async (repositories) => {
      const { users, audit } = repositories;
      // Before `lock`, whose lock is shared: two logins that both hold it would deadlock when both update the row.
      const isRehashed = found && newHash && (await users.rehash(found.id, found.passwordHash, newHash));
      // After the verification, the account may have been deactivated or removed, or its password changed.
      // Locks id 0 for an unknown email, so that both cases run the same number of queries.
      const user = await users.lock(found?.id ?? 0);
      const isSame = user?.passwordHash === (isRehashed ? newHash : found?.passwordHash);
      if (matches && user?.active && isSame) return this.#proceed(user, device, repositories);
      if (matches && user?.active) return 'other-hash';
      const reason = rejectionReason(user, matches);
      const subject = user && { kind: 'user', id: user.id };
      await audit.record({ action: 'session.refused', subject, details: { reason } }, device.by);
      return 'rejected';
    });
  }

  async #proceed(user: User, device: LogInDevice, repositories: Repositories) {
    if (!user.secondFactor) return this.startSession.run(user, ['pwd'], device, repositories);
    const required = await this.challenges.issue(user, device.withCookie === true, repositories);
    const subject = { kind: 'user', id: user.id };
    await repositories.audit.record({ action: 'session.challenged', subject }, device.by);
    return required;
  }
}

/** The reason in the audit trail. */
const rejectionReason = (user: User | undefined, matches: boolean) => {
  if (user === undefined) return 'unknown-account';
  return matches && !user.active ? 'inactive-account' : 'wrong-password';
};
