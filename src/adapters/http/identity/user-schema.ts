import Joi from 'joi';
import type { Caller } from '../../../core/identity/authenticate.js';
import { maxPasswordLength } from '../../../core/identity/password-policy.js';
import { roles } from '../../../core/identity/permissions.js';
import { DomainError } from '../../../core/shared/errors.js';
import { named, storedItem } from '../schemas.js';
import { characters, name } from '../text-schemas.js';

export const visibleName = () => name(2, 35);
export const role = () => named('Role', Joi.string().valid(...roles));

/** Any Unicode. */
export const password = () => characters(0, maxPasswordLength);

/** The response schema of an account. Contains no hash. */
export const userItem = named(
  'User',
  storedItem(
    Joi.object({
      email: Joi.string().required(),
      visibleName: Joi.string().required(),
      role: role().required(),
      active: Joi.boolean().required(),
      emailVerified: Joi.boolean().required(),
    }),
  ),
);

/** Returns the caller of a route that guests have no permission for. @throws DomainError `unauthenticated` */
export const signedIn = (caller: Caller | undefined): Caller => {
  if (caller === undefined) throw new DomainError('unauthenticated', 'This requires an account.');
  return caller;
};
