import Joi from 'joi';
import type { Caller } from '../../../core/identity/authenticate.js';
import { maxPasswordLength } from '../../../core/identity/password-policy.js';
import { roles } from '../../../core/identity/permissions.js';
import { DomainError } from '../../../core/shared/errors.js';
import { named, storedItem } from '../schemas.js';
import { characters, name } from '../text-schemas.js';

export const visibleName = () => name(2, 35);
export const role = () => Joi.string().valid(...roles);

/** Any Unicode. */
export const password = () => characters(0, maxPasswordLength);

/** What goes out of an account: never a hash. */
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

/** The caller of a route whose permission no guest has. */
export const signedIn = (caller: Caller | undefined): Caller => {
  if (caller === undefined) throw new DomainError('unauthenticated', 'This needs an account.');
  return caller;
};
