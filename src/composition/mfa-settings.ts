import Joi from 'joi';
import { setting } from './setting.js';

/** Second factors. */
export const mfaSettings = {
  MFA__KEY_FILE: setting(
    'File of the sealing key, which encrypts the secrets of authenticator apps in the database. Generated at the first ' +
      'start outside production. In production, no second factor can be set up without it, and the service does not ' +
      'start if one is stored that it cannot open.',
    Joi.string().default('./certs/mfa.key'),
  ),
};
