import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { AccessTokens } from './access-tokens.js';
import { accountRemoved, sessionEnded } from './account-errors.js';
import type { Caller } from './authenticate.js';
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
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly accessTokens: AccessTokens,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends every other session, and returns an access token of this one, which has only proven the password now.
   * @param newPassword required if the current one is too short without a second factor
   * @throws DomainError `not-found` without a second factor, `weak-password`, `session-ended`
   */
  async run(
    { userId, sessionId }: Pick<Caller, 'userId' | 'sessionId'>,
    newPassword: string | undefined,
    by: Initiator,
  ): Promise<IssuedAccess> {
    const user = (await this.users.find(userId)) ?? accountRemoved();
    const chosen = newPassword === undefined ? undefined : await this.#chosen(newPassword, user);
    return this.unitOfWork.run(async (repositories) => {
      const { users, oneTimeTokens, sessions, audit } = repositories;
      const now = this.clock.now();
      const changed = await users.change(userId, (current) => {
        const next = withoutFactor(current);
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
