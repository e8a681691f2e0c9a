import { DomainError } from '../shared/errors.js';
import { isGrantable } from './api-key.js';
import type { Actor, Permission } from './permissions.js';
import { isKey, type Principal } from './principal.js';

/**
 * Requires that the role of the caller has a permission, and that a key was granted it, too. A key may only do what was
 * granted to it, even where guests may do more.
 * @param allowed the actors that have the permission
 * @throws DomainError `unauthenticated`, `forbidden`
 */
export const requirePermission = (
  caller: Principal | undefined,
  permission: Permission,
  allowed: readonly Actor[],
): void => {
  if (isKey(caller) && !isGrantable(permission))
    throw new DomainError(
      'forbidden',
      `This requires the permission ${permission}, which API keys cannot have. Log in instead.`,
    );
  const actor = caller?.role ?? 'guest';
  if (!allowed.includes(actor)) {
    if (caller === undefined) throw new DomainError('unauthenticated', 'This requires an account.');
    throw new DomainError(
      'forbidden',
      `This requires the permission ${permission}, which the role ${actor} does not have.`,
    );
  }
  if (isKey(caller) && !caller.permissions.includes(permission))
    throw new DomainError(
      'forbidden',
      `This requires the permission ${permission}, which this key was not granted.`,
    );
};
