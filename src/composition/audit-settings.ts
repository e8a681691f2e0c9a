import Joi from 'joi';
import { setting } from './setting.js';

/** How long the audit trail is kept. */
export const auditSettings = {
  AUDIT__RETENTION_DAYS: setting(
    'Days after which an audit entry is deleted.',
    Joi.number().integer().min(1).max(36_500).default(365),
  ),
  AUDIT__IP_DAYS: setting(
    'Days after which the client address of an audit entry is erased, at most AUDIT__RETENTION_DAYS. Without it, the ' +
      'address is kept as long as the entry.',
    Joi.number()
      .integer()
      .min(1)
      .max(Joi.ref('AUDIT__RETENTION_DAYS'))
      .messages({ 'number.max': '{{#label}} must be at most AUDIT__RETENTION_DAYS' }),
  ),
  AUDIT__VALUES_DAYS: setting(
    'Days for which the values of changed and removed items are kept, for the history of each item.',
    Joi.number().integer().min(1).max(36_500).default(90),
  ),
};
