import type { Repositories } from '../repositories.js';
import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { UnitOfWork } from '../shared/unit-of-work.js';
import type { PasswordCheck } from './password-check.js';
import type { User } from './user.js';

/**
 * Compares the credentials of the account, once it is locked, with those that were verified before.
 * @throws DomainError if a concurrent request has changed them
 */
export type RequireSameCredentials = (current: User) => void;

/** Verifies the password of a user who is logged in: somebody else may be using their unlocked device (ASVS 7.5.1). */
export class ConfirmPassword {
  constructor(
    private readonly passwords: Pick<PasswordCheck, 'verify'>,
    private readonly unitOfWork: UnitOfWork<Repositories>,
  ) {}

  /**
   * Hashing is slow, so this must run before the unit of work that changes the account, and that must call the function
   * that is returned.
   * @param pointer to the password in the request
   * @throws DomainError `invalid-credentials`, recorded in the audit trail; TooManyRequests
   */
  async run(
    user: User,
    password: string,
    by: Initiator,
    pointer = '/currentPassword',
  ): Promise<RequireSameCredentials> {
    const check = await this.passwords.verify({ email: user.email, user, password, ip: by.ip });
    if (!check.matches) {
      const subject = { kind: 'user', id: user.id };
      await this.unitOfWork.run(({ audit }) =>
        audit.record({ action: 'user.password-refused', subject }, by),
      );
      throw wrongPassword(pointer);
    }
    await check.uncount();
    return (current) => {
      if (current.passwordHash !== user.passwordHash) throw wrongPassword(pointer);
    };
  }
}

const wrongPassword = (pointer: string): DomainError => {
  const message = 'This is not your current password.';
  return new DomainError('invalid-credentials', message, [{ pointer, message, code: 'wrong-password' }]);
};
