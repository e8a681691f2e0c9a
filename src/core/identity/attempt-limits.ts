import { DomainError } from '../shared/errors.js';
import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import { networkOf } from '../shared/network.js';
import type { SessionReader } from './session-reader.js';
import { foldCase, type User } from './user.js';

/** The limits of wrong passwords and codes. */
export interface WrongAttemptLimits {
  /** For one account: one count for all unknown addresses together, and one per address it has signed in from. */
  readonly account: Limit;
  /** For one client address, whatever the account. */
  readonly address: Limit;
}

/** An attempt to prove the ownership of an account. */
export interface Attempt {
  readonly email: string;
  /** The account with that email, if there is one. */
  readonly user: User | undefined;
  readonly ip: string | null;
  /** Whether it is a code of the authenticator app, which has only six digits. */
  readonly isCode?: boolean;
}

/** Uncounts an attempt. */
export type Uncount = () => Promise<void>;

/**
 * Runs the verification of an attempt that was counted. An attempt that fails with `unavailable` proves nothing, so it is
 * uncounted: otherwise an outage would lock users out beyond its end.
 */
export const uncountIfUnavailable = async <T>(uncount: Uncount, verify: () => Promise<T>): Promise<T> => {
  try {
    return await verify();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'unavailable') await uncount();
    throw error;
  }
};

/**
 * Limits wrong passwords and codes, which count together. Each attempt is counted before it is verified, so concurrent
 * attempts cannot exceed the limit. The caller uncounts those that were right, and those that could not be verified.
 *
 * Attempts with unknown emails count like others. Each address that an account has signed in from has its own count, so
 * that attempts from unknown addresses cannot lock the owner out.
 */
export class AttemptLimits {
  constructor(
    private readonly limiter: Limiter,
    private readonly limits: WrongAttemptLimits,
    private readonly sessions: Pick<SessionReader, 'addressesOf'>,
  ) {}

  /** Counts an attempt. Returns a function that uncounts it. @throws TooManyRequests */
  async count({ email, user, ip, isCode = false }: Attempt): Promise<Uncount> {
    const network = networkOf(ip ?? '');
    // Queries id 0 for an unknown email, so that both cases run the same number of queries.
    const known = (await this.sessions.addressesOf(user?.id ?? 0)).map(networkOf);
    const from = known.includes(network) ? network : 'elsewhere';
    // The stored email, since an email has several forms. The password starts a new count after its reset, which ends a
    // lockout: nobody who guesses can change it.
    const account = `${foldCase(user?.email ?? email)} ${user?.passwordHash ?? ''} ${from}`;
    // The address first: an attempt that it rejects must not count for the account. Someone who reads the owner's emails can
    // reset the password, but must not get more guesses at the codes: these also have a count that no reset ends.
    const counts: readonly (readonly [Limit, string])[] = [
      [this.limits.address, network],
      [this.limits.account, account],
      ...(isCode && user ? [[this.limits.account, `codes of ${user.id} ${from}`] as const] : []),
    ];
    for (const [limit, key] of counts) await takeOrThrow(this.limiter, limit, key);
    return async () => {
      for (const [limit, key] of counts) await this.limiter.giveBack(limit, key);
    };
  }

  /** Counts an attempt that names no account, such as an unknown challenge. @throws TooManyRequests */
  async countUnknown(ip: string | null): Promise<void> {
    await takeOrThrow(this.limiter, this.limits.address, networkOf(ip ?? ''));
  }
}
