import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { UserReader } from './identity-ports.js';
import { removeUser } from './manage-users.js';
import { gone } from './own-account.js';
import { type PasswordGuesses, wrongPassword } from './password-guesses.js';

/** People remove their account, and all that is kept about them but the audit trail, which knows them by a number. */
export class RemoveOwnAccount {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly guesses: Pick<PasswordGuesses, 'requireCurrent'>,
  ) {}

  /** @throws DomainError `invalid-credentials`, `last-admin`, `session-ended`; TooManyRequests */
  async run(userId: number, currentPassword: string, by: Initiator): Promise<void> {
    const user = (await this.users.find(userId)) ?? gone();
    await this.guesses.requireCurrent(user, currentPassword, by);
    await this.unitOfWork.run(async (repositories) => {
      const isThere = await removeUser(repositories, userId, (current) => {
        if (current.passwordHash !== user.passwordHash) throw wrongPassword();
      });
      if (!isThere) return gone();
      const subject = { kind: 'user', id: userId };
      await repositories.audit.record({ action: 'user.removed', subject }, { ...by, ip: null });
    });
  }
}
