import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import { networkOf } from '../shared/network.js';
import type { PasswordHasher } from './password-hasher.js';
import type { SessionReader } from './session-reader.js';
import { foldCase, type User } from './user.js';

/** The limits of wrong passwords. */
export interface WrongPasswordLimits {
  /** For one account: one count for all unknown addresses together, and one per address it has signed in from. */
  readonly account: Limit;
  /** For one client address, whatever the account. */
  readonly address: Limit;
}

/** A password that a client sent. */
export interface PasswordAttempt {
  readonly email: string;
  /** The account with that email, if there is one. */
  readonly user: User | undefined;
  readonly password: string;
  readonly ip: string | null;
}

/** The result of an attempt. */
export interface CheckedPassword {
  readonly matches: boolean;
  /** Removes the attempt from the counts of wrong passwords. */
  uncount(): Promise<void>;
}

/**
 * Verifies passwords, and limits wrong ones. Each attempt is counted before the password is verified, so concurrent
 * attempts cannot exceed the limit. The caller uncounts those that were right.
 *
 * Attempts with unknown emails count like others. Each address that an account has signed in from has its own count, so
 * that attempts from unknown addresses cannot lock the owner out.
 */
export class PasswordCheck {
  constructor(
    private readonly limiter: Limiter,
    private readonly limits: WrongPasswordLimits,
    private readonly hasher: PasswordHasher,
    private readonly sessions: Pick<SessionReader, 'addressesOf'>,
  ) {}

  /** @throws TooManyRequests before the password is verified */
  async verify({ email, user, password, ip }: PasswordAttempt): Promise<CheckedPassword> {
    const network = networkOf(ip ?? '');
    // Queries id 0 for an unknown email, so that both cases run the same number of queries.
    const known = (await this.sessions.addressesOf(user?.id ?? 0)).map(networkOf);
    // The stored email, since an email has several forms. The token version starts a new count after a password reset,
    // which ends a lockout: only an emailed link, an admin or the operator can increase it.
    const name = `${foldCase(user?.email ?? email)} ${user?.tokenVersion ?? 0}`;
    const account = `${name} ${known.includes(network) ? network : 'elsewhere'}`;
    // The address first: an attempt that it rejects must not count for the account.
    await takeOrThrow(this.limiter, this.limits.address, network);
    await takeOrThrow(this.limiter, this.limits.account, account);
    return {
      matches: await this.hasher.verify(user?.passwordHash, password),
      uncount: async () => {
        await this.limiter.giveBack(this.limits.address, network);
        await this.limiter.giveBack(this.limits.account, account);
      },
    };
  }
}
