import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { accountRemoved, sessionEnded } from './account-errors.js';
import { type AttemptLimits, uncountIfUnavailable } from './attempt-limits.js';
import type { Caller } from './authenticate.js';
import { withMethod } from './authentication.js';
import type { ConfirmPassword } from './confirm-password.js';
import { type FactorCodes, type FactorProof, secondFactorInvalid } from './factor-codes.js';
import { isSessionExpired, type SessionLifetime } from './session.js';
import { type IssuedAccess, issueAccess } from './sign-in.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

/** What a user proves who they are with. */
export type Proof = { readonly password: string } | FactorProof;

/** The settings of confirmations. */
export interface ConfirmationSettings {
  readonly lifetime: SessionLifetime;
  /** Confirmations of one account with one password. Each creates an audit entry. */
  readonly successes: Limit;
}

/** A user who is logged in proves again who they are: from now on, their session counts as recently authenticated. */
export class ConfirmAuthentication {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmPassword: Pick<ConfirmPassword, 'run'>,
    private readonly attempts: Pick<AttemptLimits, 'count'>,
    private readonly codes: Pick<FactorCodes, 'take'>,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    private readonly limiter: Limiter,
    private readonly settings: ConfirmationSettings,
  ) {}

  /** @throws DomainError `invalid-credentials`, `second-factor-invalid`, `session-ended`; TooManyRequests */
  async run(
    { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
    proof: Proof,
    by: Initiator,
  ): Promise<IssuedAccess> {
    const found = (await this.users.find(userId)) ?? accountRemoved();
    return 'password' in proof
      ? this.#byPassword(found, sessionId, proof.password, by)
      : this.#byCode(found, sessionId, proof, by);
  }

  async #byPassword(found: User, sessionId: string, password: string, by: Initiator): Promise<IssuedAccess> {
    const requireSameCredentials = await this.confirmPassword.run(found, password, by, '/password');
    await takeOrThrow(this.limiter, this.settings.successes, `${found.id} ${found.passwordHash}`);
    return this.unitOfWork.run(async (repositories) => {
      const user = (await repositories.users.lock(found.id)) ?? accountRemoved();
      requireSameCredentials(user);
      return this.#confirm(user, sessionId, 'pwd', repositories, by);
    });
  }

  async #byCode(found: User, sessionId: string, proof: FactorProof, by: Initiator): Promise<IssuedAccess> {
    const uncount = await this.attempts.count({
      email: found.email,
      user: found,
      ip: by.ip,
      isCode: 'code' in proof,
    });
    const confirmed = await uncountIfUnavailable(uncount, () =>
      this.unitOfWork.run(async (repositories) => {
        const user = (await repositories.users.lock(found.id)) ?? accountRemoved();
        if (await this.codes.take(user, proof, repositories, by))
          return this.#confirm(user, sessionId, 'otp', repositories, by);
        const subject = { kind: 'user', id: user.id };
        await repositories.audit.record({ action: 'user.second-factor-refused', subject }, by);
        return undefined;
      }),
    );
    if (confirmed === undefined) throw secondFactorInvalid(proof);
    await uncount();
    return confirmed;
  }

  async #confirm(
    user: User,
    sessionId: string,
    method: 'pwd' | 'otp',
    { sessions, audit }: Repositories,
    by: Initiator,
  ): Promise<IssuedAccess> {
    const now = this.clock.now();
    const session = await sessions.changeAuthentication(sessionId, now, ({ amr }) => ({
      authenticatedAt: now.toISOString(),
      amr: withMethod(amr, method),
    }));
    if (session === undefined || isSessionExpired(session, this.settings.lifetime, now))
      return sessionEnded();
    const subject = { kind: 'user', id: user.id };
    await audit.record({ action: 'session.confirmed', subject, details: { sessionId, method } }, by);
    return issueAccess(this.accessTokens, user, session, now);
  }
}
