import Joi from 'joi';
import { roles } from '../core/identity/permissions.js';
import { setting } from './setting.js';

/** Second factors. */
export const mfaSettings = {
  MFA__KEY_FILE: setting(
    'File of the sealing key, which encrypts the secrets of authenticator apps in the database. Generated at the first ' +
      'start outside production. In production, no second factor can be set up without it, and the service does not ' +
      'start if one is stored that it cannot open.',
    Joi.string().default('./certs/mfa.key'),
  ),
  MFA__REQUIRED_FOR: setting(
    'Roles whose accounts need a second factor, such as admin,moderator. Until they have one, they can only log in and ' +
      'set it up, also with tokens issued before.',
    Joi.array()
      .items(Joi.string().valid(...roles))
      .default([]),
  ),
  MFA__REQUIRED_FROM: setting(
    'From when on they need it, such as 2027-01-31T00:00:00Z. Without it: at once.',
    Joi.date().iso(),
  ),
};
