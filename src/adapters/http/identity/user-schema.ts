import Joi from 'joi';
import type { Caller } from '../../../core/identity/authenticate.js';
import { maxPasswordLength } from '../../../core/identity/password-policy.js';
import { roles } from '../../../core/identity/permissions.js';
import { isKey, type Principal } from '../../../core/identity/principal.js';
import { DomainError } from '../../../core/shared/errors.js';
import { named, storedItem } from '../schemas.js';
import { characters, name } from '../text-schemas.js';

export const visibleName = () => name(2, 35).example('Ada');
export const role = () => named('Role', Joi.string().valid(...roles));

/** Any Unicode. */
export const password = () => characters(0, maxPasswordLength).example('seven quiet violins');

/** A password to set. The shortest length is a setting, so the route checks it. */
export const newPassword = () =>
  password().description(
    'At least 15 characters, unless PASSWORD__MIN_LENGTH is another number; 8 if the account has a second factor. Common passwords, and those made of the name or the email of the account, are rejected with weak-password.',
  );

/** The response schema of an account. Contains no hash. */
export const userItem = named(
  'User',
  storedItem(
    Joi.object({
      email: Joi.string().example('ada@example.com').required(),
      visibleName: Joi.string().example('Ada').required(),
      role: role().required(),
      active: Joi.boolean().example(true).required(),
      emailVerified: Joi.boolean().example(true).required(),
      pendingEmail: Joi.string()
        .allow(null)
        .example(null)
        .required()
        .description(
          'The new email, until the link that was sent to it is followed; null: email is not being changed.',
        ),
      secondFactor: Joi.boolean()
        .example(false)
        .required()
        .description('Whether a login also needs a code of an authenticator app.'),
    }),
  ),
);

/**
 * Returns the signed-in person who sent a request.
 * @throws DomainError `unauthenticated` for a guest, `forbidden` for an API key
 */
export const signedIn = (caller: Principal | undefined): Caller => {
  if (caller === undefined) throw new DomainError('unauthenticated', 'This requires an account.');
  if (isKey(caller))
    throw new DomainError('forbidden', 'This is closed to API keys: log in, and send the access token.');
  return caller;
};
