import Joi from 'joi';
import type { Caller } from '../../../core/identity/authenticate.js';
import { maxPasswordLength } from '../../../core/identity/password-policy.js';
import { roles } from '../../../core/identity/permissions.js';
import { DomainError } from '../../../core/shared/errors.js';
import { characters, name, named, storedItem } from '../schemas.js';
import { inUnicode, visibleEmail } from '../visible-text.js';

/** Outer spaces are trimmed, as people paste them along. */
const anyEmail = () =>
  characters(0, 254)
    .trim()
    .email({ tlds: false })
    .pattern(/^[^\p{Cc}\p{Cs}]*$/u, 'line of text')
    .prefs({ convert: true });

/** The email of an account, to look for it. */
export const email = () => inUnicode(anyEmail());
/** The email that an account is to have. */
export const newEmail = () => visibleEmail(anyEmail());

export const visibleName = () => name(2, 35);
export const role = () => Joi.string().valid(...roles);

/** Any Unicode but halves of surrogate pairs, which hashing would take for one and the same. */
export const password = () => characters(0, maxPasswordLength).pattern(/^\P{Cs}*$/u, 'text');

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
