import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { PasswordCheck } from './password-check.js';
import type { User } from './user.js';

/**
 * Reauthentication before a change of the own account (ASVS 7.5.1): the user enters the current password, since somebody
 * else may be using their unlocked device.
 */
export class ConfirmPassword {
  constructor(
    private readonly passwords: Pick<PasswordCheck, 'verify'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
  ) {}

  /**
   * Hashing is slow, so this must run before the unit of work that changes the account. That unit of work must compare
   * the stored hash with `user.passwordHash` again.
   * @param password the request's `/currentPassword`
   * @throws DomainError `invalid-credentials`, recorded in the audit trail; TooManyRequests
   */
  async run(user: User, password: string, by: Initiator): Promise<void> {
    const check = await this.passwords.verify({ email: user.email, user, password, ip: by.ip });
    if (check.matches) return check.uncount();
    const subject = { kind: 'user', id: user.id };
    await this.unitOfWork.run(({ audit }) => audit.record({ action: 'user.password-refused', subject }, by));
    throw wrongPassword();
  }
}

/** Also for a password that was changed after it was verified. */
export const wrongPassword = (): DomainError => {
  const message = 'This is not your current password.';
  return new DomainError('invalid-credentials', message, [
    { pointer: '/currentPassword', message, code: 'wrong-password' },
  ]);
};
