import type { Repositories } from '../repositories.js';
import { changedFields, type Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import { type ExpectedVersions, requireVersion } from '../shared/stored.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { UserReader } from './identity-ports.js';
import { type PasswordGuesses, wrongPassword } from './password-guesses.js';
import type { User } from './user.js';

/** What people change about their own account. */
export interface OwnAccountPatch {
  readonly visibleName?: string;
  /** Needs the password. */
  readonly email?: string;
  readonly currentPassword?: string;
}

/** What people do with their own account. It may be gone since they were authenticated. */
export class OwnAccount {
  constructor(
    private readonly users: UserReader,
    private readonly unitOfWork: UnitOfWork<Repositories>,
    private readonly guesses: Pick<PasswordGuesses, 'requireCurrent'>,
  ) {}

  async read(id: number): Promise<User> {
    return (await this.users.find(id)) ?? gone();
  }

  /**
   * Another address is one that nobody has verified, and the links that were mailed to the one before end. Both are
   * written to.
   * @throws DomainError `invalid-credentials`, `email-taken`, `visible-name-taken`, `precondition-failed`; TooManyRequests
   */
  async change(
    id: number,
    { currentPassword = '', ...patch }: OwnAccountPatch,
    expected: ExpectedVersions,
    by: Initiator,
  ): Promise<User> {
    const proven = patch.email === undefined ? undefined : await this.read(id);
    if (proven !== undefined) await this.guesses.requireCurrent(proven, currentPassword, by);
    return this.unitOfWork.run(async ({ users, oneTimeTokens, mails, audit }) => {
      let before: User | undefined;
      const changed = await users.change(id, (current) => {
        requireVersion(current, expected);
        if (proven !== undefined && current.passwordHash !== proven.passwordHash) throw wrongPassword();
        before = current;
        const isOther = patch.email !== undefined && patch.email !== current.email;
        return { ...current, ...patch, emailVerified: current.emailVerified && !isOther };
      });
      if (before === undefined || changed === undefined) return gone();
      const fields = changedFields(before, changed);
      const subject = { kind: 'user', id };
      if (fields.length > 0) await audit.record({ action: 'user.changed', subject, details: { fields } }, by);
      if (changed.email !== before.email) {
        await oneTimeTokens.endAll(id);
        await mails.removeAllTo(before.email);
        await mails.add({ kind: 'email-changed', userId: id, to: before.email, by });
        await mails.add({ kind: 'verification', userId: id, to: changed.email, by });
      }
      return changed;
    });
  }
}

/** They were authenticated, and removed since. */
export const gone = (): never => {
  throw new DomainError('session-ended', 'This account does not exist any more.');
};
