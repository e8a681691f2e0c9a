import Joi from 'joi';
import type { AuditRecord } from '../../../core/shared/audit.js';
import { id, named, time } from '../schemas.js';

const nullable = (name: string, pattern: RegExp, example: string) =>
  Joi.string().pattern(pattern, name).allow(null).example(example).required();

/** The initiator of an action: the account, the address and the request. */
export const auditInitiator = {
  actorId: id().allow(null).required(),
  serviceAccountId: id().allow(null).required().description('The service account whose key was used.'),
  keyId: nullable('id of a key', /^[0-9a-f]{16}$/, '5d7c3e1a9b2f4c60').description(
    'The API key that was used.',
  ),
  ip: Joi.string().allow(null).example('203.0.113.7').required(),
  requestId: nullable('request id', /^[A-Za-z0-9._-]{1,128}$/, '0b9c4a1e-6f0f-4d6e-9a0c-3a1d2f4b5c6d'),
};

/** An entry of the audit trail. Its fields are also the filters of the list. */
export const auditEntry = named(
  'AuditEntry',
  Joi.object<AuditRecord, true>({
    id: Joi.number().integer().example(2_048).required(),
    at: time(),
    action: Joi.string()
      .pattern(/^[a-z-]{1,50}\.[a-z-]{1,50}$/, 'name of an action, such as session.started')
      .example('author.changed')
      .required(),
    subjectKind: nullable('name of a kind, such as user', /^[a-z-]{1,50}$/, 'author'),
    subjectId: nullable('positive integer', /^[1-9][0-9]{0,9}$/, '17'),
    ...auditInitiator,
    details: Joi.object().example({ version: 4 }).required(),
  }),
);
