import Joi from 'joi';
import type { ExportAuditTrail } from '../../../core/identity/export-audit-trail.js';
import { type AuditReader, type AuditRecord, auditPaths } from '../../../core/shared/audit.js';
import { apiBase } from '../api-base.js';
import type { Cursors } from '../cursor.js';
import { HttpError } from '../http-error.js';
import { type PageQuery, pageOf, pageQuery, pageReply } from '../list-pages.js';
import { type ListParameters, listParameters, listQuery } from '../list-parameters.js';
import { type AnyRoute, route } from '../route.js';
import { shapedBy } from '../shape.js';
import { auditEntry } from './audit-schema.js';

type AuditQuery = PageQuery & ListParameters;
type ExportQuery = ListParameters & { readonly after: number };

const auditQuery = (pageQuery as Joi.ObjectSchema).keys(
  listParameters('AuditEntries', auditPaths, auditEntry),
) as Joi.ObjectSchema<AuditQuery>;

/** An export can be filtered by time only. */
const exportPaths = auditPaths.filter(({ filters = [] }) => filters.length === 0);

const exportQuery = Joi.object({
  after: Joi.number()
    .integer()
    .min(0)
    .default(0)
    .example(2_048)
    .description('Only entries with a greater id: the last id that you have, to continue after it.'),
  ...listParameters('AuditEntries', exportPaths, auditEntry),
}) as Joi.ObjectSchema<ExportQuery>;

const shape = shapedBy(auditEntry);

async function* asLines(pages: AsyncIterable<readonly AuditRecord[]>): AsyncGenerator<Uint8Array> {
  for await (const page of pages)
    yield Buffer.from(page.map((entry) => `${JSON.stringify(shape(entry))}\n`).join(''));
}

/** Routes to read the audit trail. There are none to write it: use cases do, and entries never change. */
export function auditRoutes(
  audit: AuditReader,
  exportAuditTrail: ExportAuditTrail,
  cursors: Cursors,
): AnyRoute[] {
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
    route<object, ExportQuery>({
      method: 'get',
      path: `${apiBase}/audit/export`,
      tag: 'audit',
      operationId: 'exportAuditEntries',
      summary: 'Export the audit trail, oldest first',
      description:
        'Entries in the order of their ids. To continue a broken export, or to get what was added since the last one, ' +
        'pass the last complete id as `after`, with the same times. No entry is missed or repeated, also while others ' +
        'are added: the export waits for up to 30 seconds for transactions that may add earlier ones. It is recorded ' +
        'itself, and includes its own entry (audit.exported) unless at.lte excludes that. If it fails midway, the ' +
        'connection is reset.',
      permission: 'audit:read',
      input: { query: exportQuery },
      output: {
        200: {
          description: 'The file. Each line is one of these objects.',
          headers: ['Content-Disposition'],
          media: { 'application/x-ndjson': auditEntry },
        },
      },
      errors: [],
      handle: async ({ query: { after, ...times }, by }) => {
        const { from, to } = listQuery(exportPaths, times, { limit: 1 });
        return {
          status: 200,
          headers: { 'Content-Disposition': 'attachment; filename="audit.ndjson"' },
          stream: {
            contentType: 'application/x-ndjson; charset=utf-8',
            open: async () => {
              const { lastId, pages } = await exportAuditTrail.run({ after, from, to }, by);
              if (after > lastId) throw unknownId(after, lastId);
              return asLines(pages);
            },
          },
        };
      },
    }),
  ];
}

/** Otherwise the entries that will get the ids up to `after` would be missed. */
const unknownId = (after: number, lastId: number) => {
  const message = `The newest entry is ${lastId}: ${after} is of another database, or of a newer copy of this one. Export again from the start.`;
  return new HttpError('invalid-parameter', message, [{ parameter: 'after', message, code: 'unknown-id' }]);
};
