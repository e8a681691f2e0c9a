import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { accountRemoved, sessionEnded } from './account-errors.js';
import type { Caller } from './authenticate.js';
import { requireFullLevel } from './authentication.js';
import type { PasswordChange } from './change-password.js';
import type { ConfirmPassword } from './confirm-password.js';
import type { PasswordHasher } from './password-hasher.js';
import { type PasswordPolicy, requireStrongPassword, withPassword } from './password-policy.js';
import { removeSecondFactor, withoutFactor } from './remove-second-factor.js';
import { type IssuedAccess, issueAccess } from './sign-in.js';
import type { UserReader } from './user-reader.js';

const pointer = '/newPassword';

/** A user removes their authenticator app. */
export class RemoveOwnTotp {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmPassword: Pick<ConfirmPassword, 'run'>,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends every other session, and returns an access token of this one, which has only proven the password now.
   * @param password to set; required if the current one is too short without a second factor. Like every change of a
   *   password, it needs the current one (ASVS 6.2.3).
   * @throws DomainError `not-found` without a second factor, `recent-authentication-required` if this session has not
   *   proven it, `invalid-credentials`, `weak-password`, `session-ended`; TooManyRequests
   */
  async run(caller: Caller, password: PasswordChange | undefined, by: Initiator): Promise<IssuedAccess> {
    const { userId, sessionId } = caller;
    const user = (await this.users.find(userId)) ?? accountRemoved();
    const requireSameCredentials =
      password && (await this.confirmPassword.run(user, password.currentPassword, by));
    const chosen = password && (await this.#chosen(password.newPassword, user));
    return this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, sessions, emailJobs, audit } = repositories;
      const now = this.clock.now();
      const changed = await users.change(userId, (current) => {
        const next = withoutFactor(current);
        requireFullLevel(caller, current);
        requireSameCredentials?.(current);
        if (chosen !== undefined) return withPassword(this.policy, next, chosen);
        if (next.shortPassword) throw longPasswordRequired(this.policy);
        return next;
      });
      if (changed === undefined) return accountRemoved();
      await removeSecondFactor(repositories, changed, by, now, sessionId);
      if (chosen !== undefined) {
        const entry = { subject: { kind: 'user', id: userId }, details: { fields: ['password'] } };
        await audit.record({ action: 'user.changed', ...entry }, by);
        await oneTimeTokens.endAll(userId);
        await emailJobs.add({ kind: 'password-changed', userId, to: changed.email, by });
      }
      const session = await sessions.changeAuthentication(sessionId, now, ({ authenticatedAt }) => ({
        authenticatedAt,
        amr: ['pwd'],
      }));
      if (session === undefined) return sessionEnded();
      return issueAccess(this.accessTokens, changed, session, now);
    });
  }

  async #chosen(password: string, { email, visibleName }: { email: string; visibleName: string }) {
    await requireStrongPassword(this.policy, password, pointer, { email, visibleName });
    return { password, passwordHash: await this.hasher.hash(password), pointer };
  }
}

const longPasswordRequired = ({ minLength }: PasswordPolicy) => {
  const message = `Without a second factor, this account needs a password of at least ${minLength} characters.`;
  return new DomainError('weak-password', message, [{ pointer, message, code: 'too-short' }]);
};
