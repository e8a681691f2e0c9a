import type { Repositories } from '../repositories.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { type AttemptLimits, uncountIfUnavailable } from './attempt-limits.js';
import { withSecondFactor } from './authentication.js';
import { type FactorCodes, type FactorProof, secondStepInvalid } from './factor-codes.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { SignedIn } from './sign-in.js';
import type { SignInChallengeReader } from './sign-in-challenge.js';
import type { SignInChallenges } from './sign-in-challenges.js';
import type { Device, StartSession } from './start-session.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

/** The second step of a login: the challenge of the first one, and a code. */
export interface SecondStep {
  readonly challenge: string;
  /** The cookie of the challenge, if the request has one. */
  readonly cookie: string | undefined;
  readonly proof: FactorProof;
}

/** The tokens, and whether the login asked for them in cookies. */
export interface CompletedLogIn {
  readonly signedIn: SignedIn;
  readonly inCookies: boolean;
}

/** Completes a login of an account with a second factor. */
export class LogInWithCode {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly challengeReader: SignInChallengeReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly attempts: AttemptLimits,
    private readonly challenges: Pick<SignInChallenges, 'takeAttempt'>,
    private readonly codes: Pick<FactorCodes, 'take'>,
    private readonly startSession: Pick<StartSession, 'run'>,
    private readonly tokens: Pick<RefreshTokens, 'hash'>,
    private readonly clock: Clock,
  ) {}

  /**
   * A wrong code, a used code and an invalid challenge give the same error. A failed code counts like a wrong password.
   * @throws DomainError `second-factor-invalid`; TooManyRequests, which does not use up an attempt of the challenge
   */
  async run({ challenge, cookie, proof }: SecondStep, device: Device): Promise<CompletedLogIn> {
    const { ip } = device.by;
    const hash = this.tokens.hash(challenge);
    const userId = await this.challengeReader.userOf(hash, this.clock.now());
    const user = userId === undefined ? undefined : await this.users.find(userId);
    if (user === undefined) {
      await this.attempts.countUnknown(ip);
      throw secondStepInvalid(proof);
    }
    const uncount = await this.attempts.count({ email: user.email, user, ip, isCode: 'code' in proof });
    const completed = await uncountIfUnavailable(uncount, () =>
      this.unitOfWork.run((all) => this.#complete(user, { hash, cookie, proof }, device, all)),
    );
    if (completed === undefined) throw secondStepInvalid(proof);
    await uncount();
    return completed;
  }

  /**
   * Returns undefined if the challenge or the code is rejected. A rejected code uses up an attempt of the challenge.
   */
  async #complete(
    { id }: User,
    { hash, cookie, proof }: Omit<SecondStep, 'challenge'> & { readonly hash: string },
    device: Device,
    repositories: Repositories,
  ): Promise<CompletedLogIn | undefined> {
    const { users, signInChallenges, audit } = repositories;
    // Locks the account first, in the same order as every change of its credentials.
    const user = await users.lock(id);
    if (user === undefined) return undefined;
    const challenge = await this.challenges.takeAttempt({ hash, cookie }, user, repositories);
    if (challenge && (await this.codes.take(user, proof, repositories, device.by))) {
      await signInChallenges.take(hash);
      const inCookies = challenge.cookieHash !== null;
      // Only a login with `transport: cookie` replaces the session of the cookies that were sent.
      const { replaces, ...rest } = device;
      const signedIn = await this.startSession.run(
        user,
        withSecondFactor,
        inCookies ? device : rest,
        repositories,
      );
      return { signedIn, inCookies };
    }
    const subject = { kind: 'user', id };
    const reason = challenge ? 'wrong-code' : 'challenge-invalid';
    await audit.record({ action: 'session.refused', subject, details: { reason } }, device.by);
    return undefined;
  }
}
