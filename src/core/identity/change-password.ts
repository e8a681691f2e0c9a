import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { Caller } from './authenticate.js';
import { endSessions } from './end-sessions.js';
import type { PasswordHasher, UserReader } from './identity-ports.js';
import { gone } from './own-account.js';
import { type PasswordGuesses, wrongPassword } from './password-guesses.js';
import { type PasswordPolicy, requireStrongPassword } from './password-policy.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** People choose another password: they are signed out everywhere else, written to, and no link of before is good. */
export class ChangePassword {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly guesses: Pick<PasswordGuesses, 'requireCurrent'>,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `weak-password`, `invalid-credentials`, `session-ended`; TooManyRequests */
  async run({ userId, sessionId }: Caller, change: PasswordChange, by: Initiator): Promise<void> {
    const user = (await this.users.find(userId)) ?? gone();
    await requireStrongPassword(this.policy, change.newPassword, '/newPassword', user);
    await this.guesses.requireCurrent(user, change.currentPassword, by);
    const passwordHash = await this.hasher.hash(change.newPassword);
    await this.unitOfWork.run(async (repositories) => {
      const changed = await repositories.users.change(userId, (current) => {
        // Somebody else was faster: what was verified is not the current password any more.
        if (current.passwordHash !== user.passwordHash) throw wrongPassword();
        return { ...current, passwordHash };
      });
      if (changed === undefined) return gone();
      const entry = { subject: { kind: 'user', id: userId }, details: { fields: ['password'] } };
      await repositories.audit.record({ action: 'user.changed', ...entry }, by);
      // Their access tokens end with them; this one's go on, so the account's token version stays.
      const others = { userId, except: sessionId };
      await repositories.oneTimeTokens.endAll(userId);
      await repositories.mails.add({ kind: 'password-changed', userId, to: changed.email, by });
      await endSessions(repositories, others, 'password-changed', by, this.clock.now());
    });
  }
}
