import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved } from './account-errors.js';
import type { Caller } from './authenticate.js';
import type { ConfirmOwner } from './confirm-owner.js';
import { requireLiveSession } from './live-session.js';
import { removeUser } from './remove-user.js';
import type { UserReader } from './user-reader.js';

/** A user removes their own account and all data about them, except audit entries, which keep only the user id. */
export class RemoveOwnAccount {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmOwner: Pick<ConfirmOwner, 'run'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param currentPassword undefined: the caller must have authenticated recently
   * @throws DomainError `recent-authentication-required`, `invalid-credentials`, `last-admin`, `session-ended`;
   * TooManyRequests
   */
  async run(caller: Caller, currentPassword: string | undefined, by: Initiator): Promise<void> {
    const { userId } = caller;
    const user = (await this.users.find(userId)) ?? accountRemoved();
    const requireSameCredentials = await this.confirmOwner.run(user, caller, currentPassword, by);
    await this.unitOfWork.run(async (repositories) => {
      await requireLiveSession(repositories, caller, this.clock.now());
      const isRemoved = await removeUser(repositories, userId, requireSameCredentials);
      if (!isRemoved) return accountRemoved();
      const subject = { kind: 'user', id: userId };
      await repositories.audit.record({ action: 'user.removed', subject }, { ...by, ip: null });
    });
  }
}
