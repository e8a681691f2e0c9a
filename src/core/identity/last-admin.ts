import { DomainError } from '../shared/errors.js';

/**
 * @param admins the ids of the active admins, locked
 * @throws DomainError `last-admin` if this user is the only active admin
 */
export const requireAnotherAdmin = (admins: readonly number[], id: number): void => {
  if (admins.length === 1 && admins[0] === id) {
    throw new DomainError(
      'last-admin',
      'The last active admin cannot be removed, deactivated or demoted, and their password cannot be reset by force.',
    );
  }
};
