import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { changedFields } from '../shared/changed-fields.js';
import type { Clock } from '../shared/clock.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import { accountRemoved } from './account-errors.js';
import type { Caller } from './authenticate.js';
import { announceEmailChange, requireFreeEmail, withEmail } from './change-email.js';
import type { ConfirmOwner } from './confirm-owner.js';
import { requireLiveSession } from './live-session.js';
import type { Mailer } from './mailer.js';
import type { User } from './user.js';
import type { UserReader } from './user-reader.js';

/** The changes that a user can make to their own account. */
export interface OwnAccountPatch {
  readonly visibleName?: string;
  /** Requires `currentPassword` or recent authentication. */
  readonly email?: string;
  readonly currentPassword?: string;
}

/** Reads and changes the caller's account. Throws `session-ended` if it was removed after authentication. */
export class OwnAccount {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly confirmOwner: Pick<ConfirmOwner, 'run'>,
    private readonly mailer: Pick<Mailer, 'isConfigured'>,
    private readonly clock: Clock,
  ) {}

  async read(id: number): Promise<User> {
    return (await this.users.find(id)) ?? accountRemoved();
  }

  /**
   * A new email is pending until the link that is sent to it is followed. Without a mail server it counts at once, and is
   * unverified.
   * @throws DomainError `recent-authentication-required`, `invalid-credentials`, `email-taken`, `visible-name-taken`,
   * `precondition-failed`, `session-ended`; TooManyRequests
   */
  async change(
    caller: Caller,
    { currentPassword, email, ...patch }: OwnAccountPatch,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<User> {
    const { userId: id } = caller;
    const requireSameCredentials =
      email === undefined
        ? undefined
        : await this.confirmOwner.run(await this.read(id), caller, currentPassword, by);
    return this.unitOfWork.run(async (repositories) => {
      const { users, audit } = repositories;
      let before: User | undefined;
      const changed = await users.change(id, (current) => {
        requireVersion(current, expected);
        requireSameCredentials?.(current);
        before = current;
        const next = { ...current, ...patch };
        return email === undefined ? next : withEmail(next, email, this.mailer.isConfigured);
      });
      if (before === undefined || changed === undefined) return accountRemoved();
      await requireLiveSession(repositories, caller, this.clock.now());
      const fields = changedFields(before, changed);
      const subject = { kind: 'user', id };
      if (fields.length > 0) await audit.record({ action: 'user.changed', subject, details: { fields } }, by);
      if (email !== undefined) {
        await requireFreeEmail(repositories, changed);
        await announceEmailChange(repositories, before, changed, by);
      }
      return changed;
    });
  }
}
