import type { Initiator } from '../shared/audit.js';
import { DomainError } from '../shared/errors.js';
import type { PasswordHasher, UnitOfWork } from './identity-ports.js';
import type { User } from './user.js';

/**
 * Proves once more that it is the owner who asks (ASVS 7.5.1): somebody may have found their device open. Takes as long
 * as a hash does, so never inside a unit of work; whoever changes the account afterwards compares the hash once more.
 * @throws DomainError `invalid-credentials`, told to the audit trail
 */
export const requirePassword = async (
  hasher: Pick<PasswordHasher, 'verify'>,
  unitOfWork: UnitOfWork,
  { id, passwordHash }: User,
  currentPassword: string,
  by: Initiator,
): Promise<void> => {
  if (await hasher.verify(passwordHash, currentPassword)) return;
  await unitOfWork.run(({ audit }) =>
    audit.record({ action: 'user.password-refused', subject: { kind: 'user', id } }, by),
  );
  throw wrongPassword();
};

export const wrongPassword = (): DomainError => {
  const message = 'This is not the current password.';
  return new DomainError('invalid-credentials', message, [
    { pointer: '/currentPassword', message, code: 'wrong-password' },
  ]);
};
