import Joi from 'joi';
import { roles } from '../core/identity/permissions.js';
import { setting } from './setting.js';

const dateAdvice =
  '{{#label}} must be a date and time, such as 2027-01-31T00:00:00Z; a date alone means midnight UTC';

/** Second factors. */
export const mfaSettings = {
  MFA__KEY_FILE: setting(
    'File of the sealing key, which encrypts the secrets of authenticator apps in the database. Generated at the first ' +
      'start outside production. In production, no second factor can be set up without it. The service does not start if ' +
      'one is stored that it cannot open.',
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
    'From when on they need it, such as 2027-01-31T00:00:00Z. A date alone means midnight UTC. Without it: at once.',
    Joi.date().iso().messages({ 'date.format': dateAdvice, 'date.base': dateAdvice }),
  ),
};
