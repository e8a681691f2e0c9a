import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import { type Limit, type Limiter, takeOrRefuse } from '../shared/limits.js';
import { networkOf } from '../shared/network.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { PasswordHasher, SessionReader } from './identity-ports.js';
import { foldCase, type User } from './user.js';

/** How many wrong passwords there may be. */
export interface GuessLimits {
  /** For one account: from all strange addresses together, and from each that it signed in from. */
  readonly account: Limit;
  /** From one address. */
  readonly address: Limit;
}

/** Somebody who says that a password is theirs. */
export interface Claim {
  readonly email: string;
  /** The account of that email, if there is one. */
  readonly user: User | undefined;
  readonly password: string;
  readonly ip: string | null;
}

/** What came of a claim. */
export interface Guess {
  readonly matches: boolean;
  /** It was no guess: it does not count. */
  forgive(): Promise<void>;
}

/**
 * Verifies passwords, and no more than so many wrong ones. Each is counted before it is verified, so that guesses at
 * once are no way around; one that turned out right is given back.
 *
 * Emails without an account count like others. An address that the account signed in from has a count of its own:
 * strangers cannot lock its owner out.
 */
export class PasswordGuesses {
  constructor(
    private readonly limiter: Limiter,
    private readonly limits: GuessLimits,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Pick<SessionReader, 'addressesOf'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
  ) {}

  /** @throws TooManyRequests before anything is verified */
  async verify({ email, user, password, ip }: Claim): Promise<Guess> {
    const network = networkOf(ip ?? '');
    // Of nobody, too: an unknown email is not told by its having one question less.
    const known = (await this.sessions.addressesOf(user?.id ?? 0)).map(networkOf);
    // The address as stored, since an email has several forms; and the version, so that a reset of the password, which
    // makes another, leaves no lockout behind. Only a mailed link, an admin or the operator makes one.
    const name = `${foldCase(user?.email ?? email)} ${user?.tokenVersion ?? 0}`;
    const account = `${name} ${known.includes(network) ? network : 'elsewhere'}`;
    // The address first: who is refused for it takes nothing from an account.
    await takeOrRefuse(this.limiter, this.limits.address, network);
    await takeOrRefuse(this.limiter, this.limits.account, account);
    return {
      matches: await this.hasher.verify(user?.passwordHash, password),
      forgive: async () => {
        await this.limiter.giveBack(this.limits.address, network);
        await this.limiter.giveBack(this.limits.account, account);
      },
    };
  }

  /**
   * The owner of an account has to show once more that it is them (ASVS 7.5.1), by the password of the request's
   * `/currentPassword`: somebody may have found their device open. Takes as long as a hash does, so never inside a unit
   * of work; whoever changes the account afterwards compares the hash once more.
   * @throws DomainError `invalid-credentials`, told to the audit trail; TooManyRequests
   */
  async requireCurrent(user: User, password: string, by: Initiator): Promise<void> {
    const guess = await this.verify({ email: user.email, user, password, ip: by.ip });
    if (guess.matches) return guess.forgive();
    const subject = { kind: 'user', id: user.id };
    await this.unitOfWork.run(({ audit }) => audit.record({ action: 'user.password-refused', subject }, by));
    throw wrongPassword();
  }
}

/** Also for a password that was changed while it was verified. */
export const wrongPassword = (): DomainError => {
  const message = 'This is not your current password.';
  return new DomainError('invalid-credentials', message, [
    { pointer: '/currentPassword', message, code: 'wrong-password' },
  ]);
};
