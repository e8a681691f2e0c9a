import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { accountRemoved, sessionEnded } from './account-errors.js';
import { type AttemptLimits, uncountIfUnavailable } from './attempt-limits.js';
import type { Caller } from './authenticate.js';
import { withSecondFactor } from './authentication.js';
import type { ConfirmOwner } from './confirm-owner.js';
import { endSessions } from './end-sessions.js';
import { type FactorCodes, secondFactorInvalid, totpContext } from './factor-codes.js';
import { requireLiveSession } from './live-session.js';
import type { RecoveryCodeSets } from './recovery-codes.js';
import type { SecretSealer } from './secret-sealer.js';
import { type IssuedAccess, issueAccess } from './sign-in.js';
import type { Totp } from './totp.js';
import type { UserReader } from './user-reader.js';

/** What an authenticator app needs. */
export interface TotpSetUp {
  /** Base32. */
  readonly secret: string;
  /** The `otpauth:` URI, for a QR code. */
  readonly uri: string;
}

/** Sets up an authenticator app for a user. It becomes a second factor when the user confirms it with a code. */
export class SetUpTotp {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmOwner: Pick<ConfirmOwner, 'run'>,
    private readonly attempts: Pick<AttemptLimits, 'count'>,
    private readonly totp: Totp,
    private readonly sealer: SecretSealer,
    private readonly codes: Pick<FactorCodes, 'stepOf'>,
    private readonly recoveryCodes: RecoveryCodeSets,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * Creates a secret for an app. It replaces the secret of an earlier call that was not confirmed.
   * @param currentPassword may be left out if the caller has authenticated recently
   * @throws DomainError `second-factor-exists`, `invalid-credentials`, `recent-authentication-required`,
   *   `session-ended`; TooManyRequests
   */
  async begin(caller: Caller, currentPassword: string | undefined, by: Initiator): Promise<TotpSetUp> {
    const { userId } = caller;
    const user = (await this.users.find(userId)) ?? accountRemoved();
    const requireSameCredentials = await this.confirmOwner.run(user, caller, currentPassword, by);
    const secret = this.totp.newSecret();
    const sealed = this.sealer.seal(secret, totpContext(userId));
    await this.unitOfWork.run(async (repositories) => {
      const now = this.clock.now();
      requireSameCredentials((await repositories.users.lock(userId)) ?? accountRemoved());
      await requireLiveSession(repositories, caller, now);
      if (!(await repositories.totpFactors.begin(userId, sealed, now))) throw secondFactorExists();
    });
    return { secret, uri: this.totp.uriOf(secret, user.email) };
  }

  /**
   * Confirms the app with one of its codes, which no login accepts again. Ends all other sessions, and notifies the
   * user by email. Returns recovery codes, and an access token of the session that says that it has a second factor.
   * @throws DomainError `not-found` if no app is being set up, `second-factor-exists`, `second-factor-invalid`,
   *   `session-ended`; TooManyRequests
   */
  async confirm(
    caller: Pick<Caller, 'userId' | 'sessionId'>,
    code: string,
    by: Initiator,
  ): Promise<IssuedAccess & { readonly recoveryCodes: readonly string[] }> {
    const { userId } = caller;
    const user = (await this.users.find(userId)) ?? accountRemoved();
    const uncount = await this.attempts.count({ email: user.email, user, ip: by.ip });
    const { recoveryCodes, hashes } = this.recoveryCodes.create(userId);
    const access = await uncountIfUnavailable(uncount, () =>
      this.unitOfWork.run((all) => this.#turnOn(caller, code, hashes, all, by)),
    );
    if (access === undefined) throw secondFactorInvalid({ code });
    await uncount();
    return { ...access, recoveryCodes };
  }

  /** Returns undefined if the code is wrong. */
  async #turnOn(
    { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
    code: string,
    hashes: readonly string[],
    repositories: Repositories,
    by: Initiator,
  ): Promise<IssuedAccess | undefined> {
    const { users, totpFactors, sessions, emailJobs, audit } = repositories;
    const now = this.clock.now();
    const subject = { kind: 'user', id: userId };
    const factor = (await totpFactors.find(userId)) ?? nothingToConfirm();
    if (factor.confirmedAt !== null) throw secondFactorExists();
    const step = this.codes.stepOf(factor, code);
    if (step === undefined) {
      await audit.record({ action: 'user.second-factor-refused', subject }, by);
      return undefined;
    }
    const changed = await users.change(userId, (current) => ({ ...current, secondFactor: true }));
    if (changed === undefined) return accountRemoved();
    // A concurrent request has confirmed or replaced it.
    const isConfirmed = await totpFactors.confirm(userId, factor.secret, step, now);
    if (!isConfirmed) throw secondFactorInvalid({ code });
    await repositories.recoveryCodes.replace(userId, hashes);
    await audit.record({ action: 'user.second-factor-added', subject, details: { kind: 'totp' } }, by);
    await endSessions(repositories, { userId, except: sessionId }, 'second-factor-added', by, now);
    await emailJobs.add({ kind: 'second-factor-added', userId, to: changed.email, by });
    const session = await sessions.changeAuthentication(sessionId, now, () => ({
      authenticatedAt: now.toISOString(),
      amr: withSecondFactor,
    }));
    if (session === undefined) return sessionEnded();
    return issueAccess(this.accessTokens, changed, session, now);
  }
}

const secondFactorExists = () =>
  new DomainError('second-factor-exists', 'This account has an authenticator app already: remove it first.');

const nothingToConfirm = (): never => {
  throw new DomainError('not-found', 'No authenticator app is being set up: begin with POST /users/me/totp.');
};
