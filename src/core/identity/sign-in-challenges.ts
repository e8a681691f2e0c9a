import type { Repositories } from '../repositories.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { SignInChallenge } from './sign-in-challenge.js';
import type { User } from './user.js';

/** Lifetime of a challenge, in seconds. */
export const challengeLifetime = 5 * 60;
/** Codes that may be tried for a challenge. */
const maxAttempts = 5;

/** The password was right, and the login needs a code. */
export class SecondFactorRequired extends DomainError {
  constructor(
    challenge: string,
    /** The value of the cookie that the code must come with; undefined: the tokens are not sent in cookies. */
    readonly cookie: string | undefined,
  ) {
    const extensions = { challenge, methods: ['totp', 'recovery-code'], expiresIn: challengeLifetime };
    const message =
      'This account has a second factor: send this challenge, and either code or recoveryCode, to POST ' +
      '/api/v1/auth/login/second-factor.';
    super('second-factor-required', message, [], { extensions });
  }
}

/** Issues the challenges of logins that wait for a code, and checks them. */
export class SignInChallenges {
  constructor(
    private readonly tokens: Pick<RefreshTokens, 'random' | 'hash'>,
    private readonly clock: Clock,
  ) {}

  /** Stores a challenge, inside the unit of work that has locked the user. */
  async issue(user: User, withCookie: boolean, repositories: Repositories): Promise<SecondFactorRequired> {
    const challenge = this.tokens.random();
    const cookie = withCookie ? this.tokens.random() : undefined;
    const stored = {
      hash: this.tokens.hash(challenge),
      userId: user.id,
      credentials: await this.#credentialsOf(user, repositories),
      cookieHash: cookie === undefined ? null : this.tokens.hash(cookie),
      expiresAt: new Date(this.clock.now().getTime() + challengeLifetime * 1000),
    };
    await repositories.signInChallenges.add(stored, maxAttempts);
    return new SecondFactorRequired(challenge, cookie);
  }

  /**
   * Takes an attempt of a challenge. Undefined: it is not one of this user, has expired, has no attempt left, needs another
   * cookie, or the credentials have changed since.
   */
  async takeAttempt(
    { hash, cookie }: { readonly hash: string; readonly cookie: string | undefined },
    user: User,
    repositories: Repositories,
  ): Promise<SignInChallenge | undefined> {
    const challenge = await repositories.signInChallenges.takeAttempt(hash, this.clock.now());
    if (challenge?.userId !== user.id) return undefined;
    const cookieHash = cookie === undefined ? null : this.tokens.hash(cookie);
    if (challenge.cookieHash !== null && challenge.cookieHash !== cookieHash) return undefined;
    const isCurrent = challenge.credentials === (await this.#credentialsOf(user, repositories));
    return isCurrent ? challenge : undefined;
  }

  /** Another password, a revocation of all tokens, or another authenticator app changes it. */
  async #credentialsOf({ id, passwordHash, tokenVersion }: User, { totpFactors }: Repositories) {
    const { createdAt, confirmedAt } = (await totpFactors.find(id)) ?? {};
    const factor = [createdAt?.toISOString(), confirmedAt?.toISOString()];
    return this.tokens.hash([passwordHash, tokenVersion, ...factor].join(' '));
  }
}
