import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { type Limit, type Limiter, takeOrThrow } from '../shared/limits.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { accountRemoved, sessionEnded } from './account-errors.js';
import type { Caller } from './authenticate.js';
import { withMethod } from './authentication.js';
import type { ConfirmPassword } from './confirm-password.js';
import { isSessionExpired, type SessionLifetime } from './session.js';
import { accessClaims, secondsUntil } from './sign-in.js';
import type { UserReader } from './user-reader.js';

/** What a user proves who they are with. */
export interface Proof {
  readonly password: string;
}

/** The new access token of a session whose user has proven who they are. */
export interface Confirmed {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Seconds until the session ends unless it is refreshed. */
  readonly sessionExpiresIn: number;
}

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
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
    private readonly limiter: Limiter,
    private readonly settings: ConfirmationSettings,
  ) {}

  /** @throws DomainError `invalid-credentials`, `session-ended`; TooManyRequests */
  async run(
    { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
    { password }: Proof,
    by: Initiator,
  ): Promise<Confirmed> {
    const found = (await this.users.find(userId)) ?? accountRemoved();
    const method = 'pwd';
    const requireSameCredentials = await this.confirmPassword.run(found, password, by, '/password');
    await takeOrThrow(this.limiter, this.settings.successes, `${userId} ${found.passwordHash}`);
    return this.unitOfWork.run(async ({ users, sessions, audit }) => {
      const user = (await users.lock(userId)) ?? accountRemoved();
      requireSameCredentials(user);
      const now = this.clock.now();
      const session = await sessions.changeAuthentication(sessionId, now, ({ amr }) => ({
        authenticatedAt: now.toISOString(),
        amr: withMethod(amr, method),
      }));
      if (session === undefined || isSessionExpired(session, this.settings.lifetime, now))
        return sessionEnded();
      const subject = { kind: 'user', id: userId };
      await audit.record({ action: 'session.confirmed', subject, details: { sessionId, method } }, by);
      const end = new Date(session.expiresAt);
      const { token, expiresIn } = this.accessTokens.issue(accessClaims(user, session), end);
      return { accessToken: token, expiresIn, sessionExpiresIn: secondsUntil(end, now) };
    });
  }
}
