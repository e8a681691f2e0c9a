import Joi from 'joi';
import type { AuditRecord } from '../../../core/shared/audit.js';
import { id, named, time } from '../schemas.js';

const nullable = (name: string, pattern: RegExp) =>
  Joi.string().pattern(pattern, name).allow(null).required();

/** The initiator of an action: the account, the address and the request. */
export const auditInitiator = {
  actorId: id().allow(null).required(),
  ip: Joi.string().allow(null).required(),
  requestId: nullable('request id', /^[A-Za-z0-9._-]{1,128}$/),
};

/** An entry of the audit trail. Its fields are also the filters of the list. */
export const auditEntry = named(
  'AuditEntry',
  Joi.object<AuditRecord, true>({
    id: Joi.number().integer().required(),
    at: time(),
    action: Joi.string()
      .pattern(/^[a-z-]{1,50}\.[a-z-]{1,50}$/, 'name of an action, such as session.started')
      .required(),
    subjectKind: nullable('name of a kind, such as user', /^[a-z-]{1,50}$/),
    subjectId: nullable('positive integer', /^[1-9][0-9]{0,9}$/),
    ...auditInitiator,
    details: Joi.object().required(),
  }),
);
