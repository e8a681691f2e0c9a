import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved } from './account-errors.js';
import type { Caller } from './authenticate.js';
import type { ConfirmPassword } from './confirm-password.js';
import { endSessions } from './end-sessions.js';
import { requireLiveSession } from './live-session.js';
import type { PasswordHasher } from './password-hasher.js';
import { type PasswordPolicy, requireStrongPassword, withPassword } from './password-policy.js';
import type { UserReader } from './user-reader.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** A user changes their password. Ends all other sessions and all emailed links, and notifies the user by email. */
export class ChangePassword {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmPassword: Pick<ConfirmPassword, 'run'>,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `weak-password`, `invalid-credentials`, `session-ended`; TooManyRequests */
  async run(
    caller: Pick<Caller, 'userId' | 'sessionId'>,
    change: PasswordChange,
    by: Initiator,
  ): Promise<void> {
    const { userId, sessionId } = caller;
    const user = (await this.users.find(userId)) ?? accountRemoved();
    await requireStrongPassword(this.policy, change.newPassword, '/newPassword', user);
    const requireSameCredentials = await this.confirmPassword.run(user, change.currentPassword, by);
    const passwordHash = await this.hasher.hash(change.newPassword);
    await this.unitOfWork.run(async (repositories) => {
      const changed = await repositories.users.change(userId, (current) => {
        requireSameCredentials(current);
        return withPassword(this.policy, current, {
          password: change.newPassword,
          passwordHash,
          pointer: '/newPassword',
        });
      });
      if (changed === undefined) return accountRemoved();
      const now = this.clock.now();
      await requireLiveSession(repositories, caller, now);
      const entry = { subject: { kind: 'user', id: userId }, details: { fields: ['password'] } };
      await repositories.audit.record({ action: 'user.changed', ...entry }, by);
      await repositories.oneTimeTokens.endAll(userId);
      await repositories.emailJobs.add({ kind: 'password-changed', userId, to: changed.email, by });
      // Ending a session revokes its access tokens. The token version stays, so this session's tokens remain valid.
      const others = { userId, except: sessionId };
      await endSessions(repositories, others, 'password-changed', by, now);
    });
  }
}
