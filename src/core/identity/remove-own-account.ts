import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved } from './account-errors.js';
import { type ConfirmPassword, wrongPassword } from './confirm-password.js';
import { removeUser } from './remove-user.js';
import type { UserReader } from './user-reader.js';

/** A user removes their own account and all data about them, except audit entries, which keep only the user id. */
export class RemoveOwnAccount {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmPassword: Pick<ConfirmPassword, 'run'>,
  ) {}

  /** @throws DomainError `invalid-credentials`, `last-admin`, `session-ended`; TooManyRequests */
  async run(userId: number, currentPassword: string, by: Initiator): Promise<void> {
    const user = (await this.users.find(userId)) ?? accountRemoved();
    await this.confirmPassword.run(user, currentPassword, by);
    await this.unitOfWork.run(async (repositories) => {
      const isRemoved = await removeUser(repositories, userId, (current) => {
        if (current.passwordHash !== user.passwordHash) throw wrongPassword();
      });
      if (!isRemoved) return accountRemoved();
      const subject = { kind: 'user', id: userId };
      await repositories.audit.record({ action: 'user.removed', subject }, { ...by, ip: null });
    });
  }
}
