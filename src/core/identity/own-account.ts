import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { changedFields } from '../shared/changed-fields.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved } from './account-errors.js';
import { type ConfirmPassword, wrongPassword } from './confirm-password.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

/** The changes that a user can make to their own account. */
export interface OwnAccountPatch {
  readonly visibleName?: string;
  /** Requires `currentPassword`. */
  readonly email?: string;
  readonly currentPassword?: string;
}

/** Reads and changes the caller's account. Throws `session-ended` if it was removed after authentication. */
export class OwnAccount {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmPassword: Pick<ConfirmPassword, 'run'>,
  ) {}

  async read(id: number): Promise<User> {
    return (await this.users.find(id)) ?? accountRemoved();
  }

  /**
   * A new email address is unverified. The links that were emailed to the old address end, and both addresses get an
   * email.
   * @throws DomainError `invalid-credentials`, `email-taken`, `visible-name-taken`, `precondition-failed`; TooManyRequests
   */
  async change(
    id: number,
    { currentPassword = '', ...patch }: OwnAccountPatch,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<User> {
    const confirmed = patch.email === undefined ? undefined : await this.read(id);
    if (confirmed !== undefined) await this.confirmPassword.run(confirmed, currentPassword, by);
    return this.unitOfWork.run(async ({ users, oneTimeTokens, emailJobs, audit }) => {
      let before: User | undefined;
      const changed = await users.change(id, (current) => {
        requireVersion(current, expected);
        if (confirmed !== undefined && current.passwordHash !== confirmed.passwordHash) throw wrongPassword();
        before = current;
        const isNewEmail = patch.email !== undefined && patch.email !== current.email;
        return { ...current, ...patch, emailVerified: current.emailVerified && !isNewEmail };
      });
      if (before === undefined || changed === undefined) return accountRemoved();
      const fields = changedFields(before, changed);
      const subject = { kind: 'user', id };
      if (fields.length > 0) await audit.record({ action: 'user.changed', subject, details: { fields } }, by);
      if (changed.email !== before.email) {
        await oneTimeTokens.endAll(id);
        await emailJobs.removeAllTo(before.email);
        await emailJobs.add({ kind: 'email-changed', userId: id, to: before.email, by });
        await emailJobs.add({ kind: 'verification', userId: id, to: changed.email, by });
      }
      return changed;
    });
  }
}
