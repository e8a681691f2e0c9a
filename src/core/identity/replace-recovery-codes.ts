import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import type { Clock } from '../shared/clock.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved, noSecondFactor } from './account-errors.js';
import type { Caller } from './authenticate.js';
import { requireFullLevel } from './authentication.js';
import { requireLiveSession } from './live-session.js';
import type { RecoveryCodeSets } from './recovery-codes.js';

/** A user replaces their recovery codes, used or not. */
export class ReplaceRecoveryCodes {
  constructor(
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly codes: RecoveryCodeSets,
    private readonly clock: Clock,
  ) {}

  /**
   * Returns the new codes, and notifies the user by email.
   * @throws DomainError `not-found` without a second factor, `recent-authentication-required` if this session has not
   *   proven it, `session-ended`
   */
  async run(caller: Caller, by: Initiator): Promise<readonly string[]> {
    const { userId } = caller;
    const { recoveryCodes, hashes } = this.codes.create(userId);
    await this.unitOfWork.run(async (repositories) => {
      // A change, whose lock is exclusive: of two requests at once, only the codes of the later one must remain.
      const user = await repositories.users.change(userId, (current) => current);
      if (user === undefined) return accountRemoved();
      await requireLiveSession(repositories, caller, this.clock.now());
      if (!user.secondFactor) return noSecondFactor();
      requireFullLevel(caller, user);
      await repositories.recoveryCodes.replace(userId, hashes);
      const subject = { kind: 'user', id: userId };
      await repositories.audit.record({ action: 'user.recovery-codes-replaced', subject }, by);
      await repositories.emailJobs.add({ kind: 'recovery-codes-replaced', userId, to: user.email, by });
    });
    return recoveryCodes;
  }
}
