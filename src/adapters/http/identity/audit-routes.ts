import type Joi from 'joi';
import { type AuditReader, auditPaths } from '../../../core/shared/audit.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { type PageQuery, pageOf, pageQuery, pageReply } from '../list-pages.js';
import { type ListParameters, listParameters } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { auditEntry } from './audit-schema.js';

type AuditQuery = PageQuery & ListParameters;

const auditQuery = (pageQuery as Joi.ObjectSchema).keys(
  listParameters('AuditEntries', auditPaths, auditEntry),
) as Joi.ObjectSchema<AuditQuery>;

/** Routes to read the audit trail. There are none to write it: use cases do, and entries never change. */
export function auditRoutes(audit: AuditReader, cursors: Cursors): AnyRoute[] {
  return [
    route<object, AuditQuery>({
      method: 'get',
      path: `${apiBase}/audit`,
      tag: 'audit',
      operationId: 'listAuditEntries',
      summary: 'Read the audit trail, newest first',
      permission: 'audit:read',
      input: { query: auditQuery },
      output: {
        200: { description: 'A page of entries.', body: pageOf('AuditEntry', auditEntry), headers: ['Link'] },
      },
      errors: ['bad-cursor'],
      handle: ({ query, url }) =>
        pageReply(cursors, { name: 'audit', paths: auditPaths, query, url }, (query) => audit.list(query)),
    }),
  ];
}
