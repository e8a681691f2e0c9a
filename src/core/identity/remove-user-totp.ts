import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved, noSuchUser } from './account-errors.js';
import type { Caller } from './authenticate.js';
import { requireFullLevel } from './authentication.js';
import type { InviteUser, ResetCompanion } from './invite-user.js';
import { removeSecondFactor, withoutFactor } from './remove-second-factor.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

/** An admin removes the authenticator app of a user, such as one who has lost it. */
export class RemoveUserTotp {
  constructor(
    private readonly users: Pick<UserReader, 'find'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly inviteUser: Pick<InviteUser, 'forceReset'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends all sessions of the user. A password that is too short without a second factor is reset by force.
   * @throws DomainError `recent-authentication-required` if the admin has a second factor, and this session has not proven
   *   it; `not-found` for no such user, or one without a second factor; `mail-not-configured`, `last-admin` if the
   *   password would have to be reset
   */
  async run(admin: Caller, userId: number, by: Initiator): Promise<void> {
    requireFullLevel(admin, (await this.users.find(admin.userId)) ?? accountRemoved());
    const { shortPassword } = (await this.users.find(userId)) ?? noSuchUser(userId);
    const removal: ResetCompanion = {
      account: withoutFactor,
      rows: (repositories, user) => removeSecondFactor(repositories, user, by, this.clock.now()),
    };
    if (shortPassword || !(await this.#removeFrom(userId, removal)))
      await this.inviteUser.forceReset(userId, by, removal);
  }

  /** Returns false, and changes nothing, if the user has chosen a short password meanwhile. */
  #removeFrom(userId: number, { account, rows }: ResetCompanion): Promise<boolean> {
    return this.unitOfWork.run(async (repositories) => {
      const change = (current: User) => (current.shortPassword ? current : account(current));
      const changed = (await repositories.users.change(userId, change)) ?? noSuchUser(userId);
      if (changed.shortPassword) return false;
      await rows(repositories, changed);
      return true;
    });
  }
}
